package dev.linnet.bench.attention;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is measured.
 *
 * @param times   steps of a sequence
 * @param dims    widths of keys and values
 * @param heads   heads, each with such a sequence
 * @param chunks  chunk sizes; 0 for the one that the operator chooses, and the one that is fastest for libtorch
 * @param threads threads of our operators, and of libtorch's operations
 * @param full    whether measuring takes its time
 * @param page    where a table in Markdown is written to
 * @param chart   where a chart is written to
 */
record Plan(List<OperatorName> operators, List<Integer> times, List<Integer> dims, int heads, List<Integer> chunks,
        List<Integer> threads, boolean full, Optional<Path> page, Optional<Path> chart) {
    /** The longest sequence with which libtorch is compared, and backward passes are measured: beyond it the memory goes. */
    static final int LONGEST_COMPARED = 65_536;
    /** The longest sequence of softmax attention, whose time grows with the square. */
    static final int LONGEST_SOFTMAX = 16_384;

    /**
     * From a command line of {@code name=value}.
     *
     * @throws IllegalArgumentException saying in one sentence what is wrong with it
     */
    static Plan of(String[] args) {
        boolean full = number("full", value(args, "full").orElse("0"), 0, 1) == 1;
        int cores = Runtime.getRuntime().availableProcessors();
        var plan = new Plan(
                value(args, "operators").map(names -> list(names, OperatorName::of)).orElse(OperatorName.USUAL),
                numbers(args, "lengths", full ? "512,4096,65536,1048576" : "4096", 1, 1 << 24),
                numbers(args, "dims", full ? "64,128" : "64", 1, 1024),
                number("heads", value(args, "heads").orElse("4"), 1, 1024),
                numbers(args, "chunks", "0", 0, 1 << 20),
                numbers(args, "threads", full ? "1,2" : "1", 1, cores), full,
                value(args, "page").map(Path::of), value(args, "chart").map(Path::of));
        for (int chunk : plan.chunks) {
            for (int time : plan.times) {
                if (chunk > time) {
                    throw new IllegalArgumentException("A chunk of " + chunk + " steps does not fit into a sequence of "
                            + time + "; give smaller --chunks or longer --lengths.");
                }
            }
        }
        return plan;
    }

    private static Optional<String> value(String[] args, String name) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith(name + "="))
                .map(arg -> arg.substring(name.length() + 1))
                .findFirst();
    }

    private static <T> List<T> list(String values, Function<String, T> one) {
        return Arrays.stream(values.split(",", -1)).map(String::strip).map(one).distinct().toList();
    }

    private static List<Integer> numbers(String[] args, String name, String usual, int least, int most) {
        return list(value(args, name).orElse(usual), word -> number(name, word, least, most));
    }

    private static int number(String name, String word, int least, int most) {
        String why = name.equals("threads") ? " (this machine has " + most + " cores)" : "";
        try {
            int number = Integer.parseInt(word);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "--" + name + " takes whole numbers, not '" + word + "'.", noNumber);
        }
        throw new IllegalArgumentException(
                "--" + name + " takes numbers from " + least + " to " + most + why + ", not " + word + ".");
    }

    /** Fewer heads for sequences whose arrays would not fit otherwise. */
    int heads(int time) {
        return time > LONGEST_COMPARED ? 1 : heads;
    }
}
