package dev.linnet.probe.features;

import java.io.IOException;

/** A file or table does not hold labelled features; the message is one sentence that names it, the place, and what is wrong there. */
public final class FeaturesException extends IOException {
    public FeaturesException(String message) {
        super(message);
    }
}
