package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * AES-256-GCM around the image. The file: {@code CREMAKV1}, the head's length (4 bytes, little endian), a random nonce (12
 * bytes), the sealed head, the sealed body; each with a tag of 16 bytes, and both bound to the 24 bytes before them. Head and
 * body are sealed apart so that an index can be built without decrypting everything; their nonces differ in the last bit.
 *
 * <p>The name of a file is a keyed hash of the block's key: the key itself is a hash of text, which somebody who guesses the
 * text could confirm. After it stands which encryption key is needed.
 */
final class SealedEnvelope implements Envelope {
    static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.[0-9a-f]{8}\\.sealed");

    private static final byte[] MAGIC = "CREMAKV1".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int PREAMBLE = MAGIC.length + Integer.BYTES + NONCE_BYTES;
    private static final int OVERHEAD = PREAMBLE + 2 * TAG_BYTES;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey contents;
    private final SecretKey names;
    private final String suffix;

    SealedEnvelope(SecretKey key) {
        this.contents = derived(key, "AES", "crema kv contents");
        this.names = derived(key, "HmacSHA256", "crema kv names");
        byte[] id = derived(key, "Generic", "crema kv key id").getEncoded();
        this.suffix = "." + HexFormat.of().formatHex(id, 0, 4) + ".sealed";
    }

    @Override
    public String fileName(BlockKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(names);
            return HexFormat.of().formatHex(mac.doFinal(key.hex().getBytes(StandardCharsets.US_ASCII))) + suffix;
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    @Override
    public boolean owns(String fileName) {
        return NAME.matcher(fileName).matches() && fileName.endsWith(suffix);
    }

    @Override
    public long fileBytes(BlockImage image) {
        return image.headBytes() + image.bodyBytes() + OVERHEAD;
    }

    @Override
    public List<ByteBuffer> wrap(BlockImage image) {
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(fileBytes(image)));
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        file.put(MAGIC).order(ByteOrder.LITTLE_ENDIAN).putInt(image.headBytes()).put(nonce);
        ByteBuffer preamble = file.slice(0, PREAMBLE);
        try {
            seal(part(preamble, 0), List.of(image.head()), file);
            seal(part(preamble, 1), image.body(), file);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
        return List.of(file.flip());
    }

    private void seal(Part part, List<ByteBuffer> plain, ByteBuffer file) throws GeneralSecurityException {
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, part);
        for (ByteBuffer piece : plain) {
            cipher.update(piece.duplicate(), file);
        }
        cipher.doFinal(ByteBuffer.allocate(0), file);
    }

    @Override
    public ByteBuffer unwrap(ByteBuffer file) throws DamagedBlockException {
        int headBytes = headBytes(file, file.remaining());
        ByteBuffer preamble = file.slice(0, PREAMBLE);
        ByteBuffer image = ByteBuffer.allocate(file.remaining() - OVERHEAD);
        int sealedHead = headBytes + TAG_BYTES;
        open(part(preamble, 0), file.slice(PREAMBLE, sealedHead), image);
        open(part(preamble, 1), file.slice(PREAMBLE + sealedHead, file.remaining() - PREAMBLE - sealedHead), image);
        return image.flip();
    }

    @Override
    public Start start(FileChannel file) throws IOException, DamagedBlockException {
        long size = file.size();
        ByteBuffer preamble = PlainEnvelope.read(file, 0, (int) Math.min(size, PREAMBLE));
        int headBytes = headBytes(preamble, size);
        ByteBuffer head = ByteBuffer.allocate(headBytes);
        open(part(preamble, 0), PlainEnvelope.read(file, PREAMBLE, headBytes + TAG_BYTES), head);
        return new Start(head.flip(), size - OVERHEAD - headBytes);
    }

    private static int headBytes(ByteBuffer start, long fileBytes) throws DamagedBlockException {
        if (fileBytes < OVERHEAD || start.mismatch(ByteBuffer.wrap(MAGIC)) != MAGIC.length) {
            throw new DamagedBlockException("it is no encrypted block");
        }
        int length = start.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(MAGIC.length);
        if (length < 0 || length > fileBytes - OVERHEAD) {
            throw new DamagedBlockException("its header length cannot be true");
        }
        return length;
    }

    /** One of a file's two sealed parts: its nonce, and what it is bound to. */
    private record Part(byte[] nonce, ByteBuffer boundTo) {}

    private static Part part(ByteBuffer preamble, int number) {
        byte[] nonce = new byte[NONCE_BYTES];
        preamble.get(preamble.limit() - NONCE_BYTES, nonce);
        nonce[NONCE_BYTES - 1] = (byte) (nonce[NONCE_BYTES - 1] & ~1 | number);
        return new Part(nonce, preamble);
    }

    private void open(Part part, ByteBuffer sealed, ByteBuffer plain) throws DamagedBlockException {
        try {
            cipher(Cipher.DECRYPT_MODE, part).doFinal(sealed, plain);
        } catch (GeneralSecurityException e) {
            throw new DamagedBlockException("it is not what its key encrypted", e);
        }
    }

    private Cipher cipher(int mode, Part part) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, contents, new GCMParameterSpec(8 * TAG_BYTES, part.nonce()));
        cipher.updateAAD(part.boundTo().duplicate());
        return cipher;
    }

    private static SecretKey derived(SecretKey key, String algorithm, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(key)
                                    .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), 32));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("every Java runtime has AES-GCM, HMAC-SHA256 and HKDF", e);
    }
}
