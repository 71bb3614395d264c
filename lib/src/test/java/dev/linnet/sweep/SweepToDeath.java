package dev.linnet.sweep;

import java.nio.file.Path;

/** Runs the sweep of {@link SweepTest} until somebody kills it. */
final class SweepToDeath {
    private SweepToDeath() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("begun");
        SweepTest.sweep().workers(1).run(Path.of(arguments[0]));
    }
}
