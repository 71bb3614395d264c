package dev.linnet.kernel.wire;

/**
 * Frames that are no message of this protocol, carry a wrong signature, or have come before; the message says why, without
 * content.
 */
final class BadMessageException extends Exception {
    BadMessageException(String reason) {
        super(reason);
    }
}
