package dev.linnet.kernel.wire;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One line a problem on the process's own standard error, where Jupyter's log shows it. Cells cannot redirect it, and no
 * key or cell text is ever written to it.
 */
final class Log {
    private static final PrintStream ERR = new PrintStream(new FileOutputStream(FileDescriptor.err), true,
            StandardCharsets.UTF_8);

    private static final int LISTED = 32;
    private static final AtomicInteger MISTAKES = new AtomicInteger();

    private Log() {}

    static void problem(String sentence) {
        try {
            ERR.println("linnet: " + sentence);
        } catch (OutOfMemoryError _) {
            // the next problem may find room
        }
    }

    /** What a client did wrong; a flood of it is counted rather than listed. */
    static void mistake(String sentence) {
        int count = MISTAKES.incrementAndGet();
        if (count < LISTED) {
            problem(sentence);
        } else if (Integer.bitCount(count) == 1) {
            problem(sentence + " (" + count + " such messages so far)");
        }
    }

    /** A defect of the kernel: the sentence and the stack trace. */
    static void defect(String sentence, Throwable thrown) {
        try {
            problem(sentence + " (" + thrown + ")");
            thrown.printStackTrace(ERR);
        } catch (Throwable _) {
            problem(sentence); // the throwable's own methods fail
        }
    }
}
