package dev.linnet.kernel.session;

import java.lang.Thread.UncaughtExceptionHandler;

import dev.linnet.kernel.engine.Reserve;
import dev.linnet.kernel.engine.StopSignal;

/** Shows what ends a cell's thread in the cell that started it. */
final class UncaughtErrors implements UncaughtExceptionHandler {
    private static boolean installed;

    private final UncaughtExceptionHandler others;

    private UncaughtErrors(UncaughtExceptionHandler others) {
        this.others = others;
    }

    /** Takes over the process's default handler; further calls have no effect. */
    static synchronized void install() {
        if (!installed) {
            installed = true;
            Thread.setDefaultUncaughtExceptionHandler(
                    new UncaughtErrors(Thread.getDefaultUncaughtExceptionHandler()));
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        Reserve.releaseAfterThread(thrown);
        var cell = Cell.current();
        if (cell == null) {
            if (others != null) {
                others.uncaughtException(thread, thrown);
            } else {
                thrown.printStackTrace();
            }
        } else if (!(thrown instanceof StopSignal)) {
            var lines = cell.workspace().traces().lines(thrown);
            var name = thread.getName().isEmpty()
                    ? "a thread without a name: "
                    : "thread \"" + thread.getName() + "\" ";
            cell.output()
                    .print(Output.Stream.STDERR, "Exception in " + name + String.join("\n", lines) + "\n");
        }
    }
}
