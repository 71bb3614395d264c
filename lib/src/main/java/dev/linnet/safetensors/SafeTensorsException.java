package dev.linnet.safetensors;

import java.io.IOException;

/** A file is not what the format says; the message is one sentence that names the file and what is wrong with it. */
public final class SafeTensorsException extends IOException {
    public SafeTensorsException(String message) {
        super(message);
    }
}
