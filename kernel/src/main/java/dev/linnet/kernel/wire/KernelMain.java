package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.file.Path;

import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

/**
 * Starts the kernel as Jupyter does, {@code KernelMain CONNECTION_FILE}; or, as the installer does once,
 * {@code KernelMain --train}: see {@link Training}.
 */
public final class KernelMain {
    private KernelMain() {}

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--train")) {
            System.exit(train());
        }
        KernelProcess.run(args, KernelMain::open);
    }

    private static int train() {
        try {
            Training.run(KernelMain::open);
            return 0;
        } catch (IOException | RuntimeException failure) {
            Log.defect("The training failed", failure);
            return 1;
        }
    }

    private static CellService open() {
        return new SessionCells(Session.open(SessionConfig.of(Library.locate(), Path.of("").toAbsolutePath())));
    }
}
