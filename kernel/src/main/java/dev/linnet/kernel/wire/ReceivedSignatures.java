package dev.linnet.kernel.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The signatures of the messages received last, by which a message that somebody has recorded and sends once more is
 * told. Safe for use by several threads.
 */
final class ReceivedSignatures {
    /** As many as jupyter_client remembers; 10 MB of memory. */
    static final int MOST = 1 << 16;

    private static final int DIGITS = 16; // 64 bits: a message is taken for another one once in 2^48

    private final Map<Long, byte[]> received = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Remembers a signature that was verified.
     *
     * @param signature the frame itself: handed over again where memory was short the first time, it is no replay
     * @return whether none like it is remembered
     */
    synchronized boolean isNew(byte[] signature) {
        var digits = new String(signature, 0, DIGITS, StandardCharsets.US_ASCII);
        byte[] before = received.putIfAbsent(Long.parseUnsignedLong(digits, 16), signature);
        return before == null || before == signature;
    }
}
