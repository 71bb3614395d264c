package dev.linnet.kernel.code;

import java.util.List;

/**
 * Completions of a text at a cursor; offsets count UTF-16 units of the cell's text (the wire converts to code points).
 *
 * @param start   where the replaced text begins
 * @param end     where it ends
 * @param matches the candidates, best first
 */
public record Completion(int start, int end, List<Match> matches) {
    public Completion {
        matches = List.copyOf(matches);
    }

    /** A candidate; {@code type} is a word such as {@code method}, {@code class}, {@code magic}, or null. */
    public record Match(String text, String type, String signature) {}
}
