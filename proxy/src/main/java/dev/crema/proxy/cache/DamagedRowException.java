package dev.crema.proxy.cache;

import java.sql.SQLException;

/** A row is not what was written: its checksum does not match. */
final class DamagedRowException extends SQLException {
    DamagedRowException() {
        super("a row's checksum does not match");
    }
}
