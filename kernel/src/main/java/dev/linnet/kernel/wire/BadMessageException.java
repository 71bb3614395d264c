package dev.linnet.kernel.wire;

/** Frames that are no message of this protocol, or carry a wrong signature; the message says why, without content. */
final class BadMessageException extends Exception {
    BadMessageException(String reason) {
        super(reason);
    }
}
