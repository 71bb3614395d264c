package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignerTest {
    @ParameterizedTest
    @CsvSource({"hmac-sha256,HmacSHA256", "hmac-sha384,HmacSHA384", "hmac-sha512,HmacSHA512", "hmac-sha1,HmacSHA1",
            "hmac-md5,HmacMD5"})
    void it_signs_as_the_jdk_does_for_keys_of_every_length(String scheme, String algorithm) throws Exception {
        for (int length : new int[] {1, 36, 63, 64, 65, 127, 128, 129, 300}) {
            String key = "k\u00FC".repeat(length).substring(0, length);
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            mac.update(new byte[] {1, 2, 3});
            String expected = HexFormat.of().formatHex(mac.doFinal(new byte[] {4}));

            var signer = new Signer(scheme, key);
            byte[] signature = signer.sign(List.of(new byte[] {1, 2}, new byte[0], new byte[] {3, 4}));
            assertEquals(expected, new String(signature, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void a_changed_part_or_signature_does_not_verify() {
        var signer = new Signer("hmac-sha256", "key");
        byte[] signature = signer.sign(List.of(new byte[] {1}));
        assertTrue(signer.verifies(signature, List.of(new byte[] {1})));
        assertFalse(signer.verifies(signature, List.of(new byte[] {2})));
        assertFalse(signer.verifies(new byte[0], List.of(new byte[] {1})));
    }

    @Test
    void without_a_key_nothing_is_signed_and_everything_verifies() {
        var signer = new Signer("hmac-sha256", "");
        assertArrayEquals(new byte[0], signer.sign(List.of(new byte[] {1})));
        assertTrue(signer.verifies(new byte[] {9}, List.of(new byte[] {1})));
    }

    @Test
    void an_unknown_scheme_is_named() {
        var e = assertThrows(IllegalArgumentException.class, () -> new Signer("rot13", "key"));
        assertTrue(e.getMessage().contains("\"rot13\"") && e.getMessage().contains("hmac-sha256"));
    }
}
