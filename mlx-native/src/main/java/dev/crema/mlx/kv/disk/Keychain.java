package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;

/**
 * An encryption key in the macOS login Keychain, kept there by the system's {@code security} tool as 64 hexadecimal digits.
 * Blocks while the user is asked to unlock it.
 */
public final class Keychain {
    /** The tool's status for an item that is not there (errSecItemNotFound). */
    private static final int NOT_FOUND = 44;

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");
    /** Names are put into a command line of the tool, so they must need no quoting. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

    private final String service;
    private final String account;
    private final SecurityTool tool;

    /**
     * An item of the Keychain.
     *
     * @throws IllegalArgumentException if a name holds anything but letters, digits, dot, dash and underscore
     */
    public Keychain(String service, String account) {
        this(service, account, SecurityTool.ofSystem());
    }

    Keychain(String service, String account, SecurityTool tool) {
        if (!PLAIN.matcher(service).matches() || !PLAIN.matcher(account).matches()) {
            throw new IllegalArgumentException(
                    "names of Keychain items have letters, digits, dot, dash and underscore only");
        }
        this.service = service;
        this.account = account;
        this.tool = tool;
    }

    /**
     * Reads the key, after making one if there is none.
     *
     * @throws IOException if the Keychain cannot be used; the message says why and what to do
     */
    public SecretKey readOrCreate() throws IOException {
        Optional<SecretKey> known = find();
        if (known.isPresent()) {
            return known.get();
        }
        // Through standard input: arguments of a process can be seen by every user of the machine.
        String add = "add-generic-password -s " + service + " -a " + account + " -w "
                + EncryptionKeys.toHex(EncryptionKeys.random()) + "\n";
        SecurityTool.Output added = tool.run(List.of("-i"), add);
        return find().orElseThrow(() -> failed(added));
    }

    private Optional<SecretKey> find() throws IOException {
        return parse(tool.run(List.of("find-generic-password", "-s", service, "-a", account, "-w"), ""));
    }

    /** The key in what {@code security find-generic-password -w} printed; empty if there is no such item. */
    static Optional<SecretKey> parse(SecurityTool.Output output) throws IOException {
        if (output.status() == NOT_FOUND) {
            return Optional.empty();
        }
        if (output.status() != 0) {
            throw failed(output);
        }
        String digits = output.out().strip();
        if (!HEX.matcher(digits).matches()) {
            throw new IOException(
                    "The Keychain's item for KV blocks is not a key of 64 hexadecimal digits. Delete it in"
                            + " Keychain Access to get a new one; blocks of the old one are then lost.");
        }
        return Optional.of(EncryptionKeys.of(HexFormat.of().parseHex(digits)));
    }

    private static IOException failed(SecurityTool.Output output) {
        return new IOException("The Keychain gave no key for KV blocks (status " + output.status() + ": "
                + output.err().strip() + "). Unlock it and allow the access, or use a key file.");
    }
}
