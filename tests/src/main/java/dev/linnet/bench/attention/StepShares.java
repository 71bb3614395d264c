package dev.linnet.bench.attention;

import dev.linnet.attention.AttentionRule;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints the bandwidth at which decoding reads and writes its states, beside that of a copy of as many bytes, in turns, at d = 128: with
 * states of one head, of what a core's own cache holds, and of more than that.
 */
public final class StepShares {
    private static final int D = 128;
    private static final int[] HEADS = {1, 16, 1024};
    private static final int ROUNDS = 40;

    private StepShares() {}

    public static void main(String[] args) {
        print(System.out);
    }

    private static void print(PrintStream out) {
        for (int heads : HEADS) {
            for (AttentionRule rule : Rules.all(heads)) {
                var decoding = new Decoding(rule, heads, D, 1);
                var copy = new Copy((int) (decoding.bytes() / 2));
                var step = new Stopwatch();
                var memory = new Stopwatch();
                int repeats = Math.max(1, 1024 / heads);
                for (int round = 0; round < ROUNDS; round++) {
                    memory.run(() -> repeat(repeats, copy::copy));
                    step.run(() -> repeat(repeats, decoding::next));
                }
                double copied = repeats * copy.bytes() / memory.cpu() * 1e-9;
                double stepped = repeats * decoding.bytes() / step.cpu() * 1e-9;
                out.printf(Locale.ROOT,
                        "%5d heads  %-34s %6.2f us, %6.1f GB/s, copy %6.1f GB/s: ratio %.2f; %d bytes allocated%n",
                        heads, rule.title(), step.cpu() / repeats * 1e6, stepped, copied, copied / stepped,
                        step.allocated() / repeats);
            }
        }
    }

    private static void repeat(int times, Runnable work) {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }
}
