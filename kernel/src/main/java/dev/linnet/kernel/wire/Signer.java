package dev.linnet.kernel.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Signs and verifies messages with HMAC (RFC 2104). It is built on {@link MessageDigest} because {@code javax.crypto.Mac}
 * verifies its provider's jar and policy files at first use, which a starting kernel would wait for. Safe for use by
 * several threads: every signature works on clones of the two keyed digests.
 */
final class Signer {
    private final MessageDigest inner;
    private final MessageDigest outer;

    /**
     * @param scheme as in the connection file: {@code hmac-sha256}
     * @param key    the secret; empty means that messages are neither signed nor verified
     * @throws IllegalArgumentException where the scheme is unknown
     */
    Signer(String scheme, String key) {
        byte[] secret = key.getBytes(StandardCharsets.UTF_8);
        if (secret.length == 0) {
            inner = null;
            outer = null;
            return;
        }
        String name = scheme.toLowerCase(Locale.ROOT);
        String algorithm = switch (name) {
            case "hmac-sha256" -> "SHA-256";
            case "hmac-sha384" -> "SHA-384";
            case "hmac-sha512" -> "SHA-512";
            case "hmac-sha1" -> "SHA-1";
            case "hmac-md5" -> "MD5";
            default ->
                throw new IllegalArgumentException("The connection file asks for the signature scheme \"" + scheme
                        + "\", which Linnet does not know; use hmac-sha256.");
        };
        try {
            inner = MessageDigest.getInstance(algorithm);
            outer = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("This Java has no " + algorithm + ", which the connection file's "
                    + "signature scheme \"" + scheme + "\" needs; use hmac-sha256.", e);
        }
        int block = name.endsWith("384") || name.endsWith("512") ? 128 : 64;
        byte[] pad = Arrays.copyOf(secret.length > block ? inner.digest(secret) : secret, block);
        for (int i = 0; i < block; i++) {
            pad[i] ^= 0x36;
        }
        inner.update(pad);
        for (int i = 0; i < block; i++) {
            pad[i] ^= 0x36 ^ 0x5c;
        }
        outer.update(pad);
    }

    /** Whether there is a key. */
    boolean signs() {
        return inner != null;
    }

    /** The signature in lower-case hexadecimal digits, empty where there is no key. */
    byte[] sign(List<byte[]> parts) {
        if (inner == null) {
            return new byte[0];
        }
        MessageDigest in = copy(inner);
        for (byte[] part : parts) {
            in.update(part);
        }
        MessageDigest out = copy(outer);
        out.update(in.digest());
        return HexFormat.of().formatHex(out.digest()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether {@code signature} is that of {@code parts}; takes the same time wherever they differ. */
    boolean verifies(byte[] signature, List<byte[]> parts) {
        return inner == null || MessageDigest.isEqual(sign(parts), signature);
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("A digest of the JDK cannot be cloned", e);
        }
    }
}
