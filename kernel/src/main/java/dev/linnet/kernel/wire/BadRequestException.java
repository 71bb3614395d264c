package dev.linnet.kernel.wire;

/** A request that cannot be served as it stands; the message is a sentence for its sender. */
final class BadRequestException extends RuntimeException {
    BadRequestException(String message) {
        super(message);
    }
}
