package dev.linnet.cuda.backend;

import java.util.List;

/**
 * What a launch took.
 *
 * @param backend who ran it: {@code CPU} or the device's name
 * @param nanos   how long it ran, without copying
 * @param flop    floating-point operations that it did, or -1 where nobody counted
 * @param bytes   bytes that it loaded from and stored to global memory, or -1 where nobody counted
 * @param notes   what the person should know, a sentence each
 */
public record Outcome(String backend, long nanos, long flop, long bytes, List<String> notes) {
    public Outcome {
        notes = List.copyOf(notes);
    }
}
