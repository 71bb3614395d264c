package dev.linnet.sweep;

import java.io.IOException;
import java.nio.file.Path;

/** Runs the sweep of {@link SweepTest} and prints how many runs it computed, or why it could not. */
final class SweepElsewhere {
    private SweepElsewhere() {}

    public static void main(String[] arguments) {
        try {
            System.out.println(SweepTest.sweep().run(Path.of(arguments[0])).computed());
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
