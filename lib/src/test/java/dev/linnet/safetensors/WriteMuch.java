package dev.linnet.safetensors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes four megabytes; exits with 3 if that fails. */
final class WriteMuch {
    private WriteMuch() {}

    public static void main(String[] arguments) {
        try {
            new SafeTensorsWriter(Map.of()).floats("b", List.of(1L << 20), new float[1 << 20], 0)
                    .write(Path.of(arguments[0]));
        } catch (IOException e) {
            System.out.println(e.getMessage());
            System.exit(3);
        }
    }
}
