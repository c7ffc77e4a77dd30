package dev.crema.proxy.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses to pass on more bytes than allowed. */
final class LimitedInputStream extends FilterInputStream {
    private final long limit;
    private long left;

    LimitedInputStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
        this.left = limit;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            count(1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            count(read);
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(int read) {
        left -= read;
        if (left < 0) {
            throw JsonBody.tooLarge(limit);
        }
    }
}
