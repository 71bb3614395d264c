package dev.linnet.kernel.magic;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A cell's text, parted into Java and magics in their order.
 *
 * @param text  the whole text
 * @param parts Java and line magics, or one cell magic; Java that holds nothing but blanks is left out
 */
public record CellText(String text, List<Part> parts) {
    public CellText {
        parts = List.copyOf(parts);
    }

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);

    /** A stretch {@code [start, end)} of the cell. */
    public sealed interface Part {
        int start();

        int end();
    }

    /** Java. */
    public record Java(int start, int end) implements Part {}

    /**
     * {@code %name arguments} up to the end of the line.
     *
     * @param start          the percent sign
     * @param argumentsStart after the name
     * @param assigned       whether {@code x =} stands before it: then the Java part that follows begins with {@code x},
     *                       and the magic's value takes the place of {@code [start, end)} in it
     */
    public record Line(int start, int end, String name, int argumentsStart, boolean assigned) implements Part {}

    /** {@code %%name arguments} and everything after that line; {@code end} is the end of the first line. */
    public record Whole(int start, int end, String name, int argumentsStart, int bodyStart) implements Part {}

    /** Parts a cell; a percent sign inside a string, a text block, a comment or an expression is Java. */
    public static CellText of(String text) throws MagicException {
        return new CellScanner(text).scan();
    }

    /** The magic whose line holds the cursor, behind its percent sign; empty where the cursor is in Java. */
    public static Optional<Part> magicAt(String text, int cursor) {
        try {
            // What follows the cursor's line cannot change what the line is.
            int lineEnd = text.indexOf('\n', cursor);
            return of(lineEnd < 0 ? text : text.substring(0, lineEnd)).parts()
                    .stream()
                    .filter(part -> !(part instanceof Java) && part.start() < cursor && cursor <= part.end())
                    .findFirst();
        } catch (MagicException e) {
            return Optional.empty();
        }
    }

    /** Whether nothing but comments stands before a part. */
    public boolean isFirst(Part part) {
        return COMMENT.matcher(text.substring(0, part.start())).replaceAll("").isBlank();
    }

    /** The cell with everything outside {@code [start, end)} blanked before it and cut off after it. */
    public String javaInPlace(Java part) {
        return blank(text, 0, part.start()) + text.substring(part.start(), part.end());
    }

    /** The Java in the cell, at its place: every magic blanked, or {@code 0} instead of one that is assigned. */
    public String withoutMagics() {
        var java = new StringBuilder(text);
        for (var part : parts) {
            int end = part instanceof Whole ? text.length() : part.end();
            if (part instanceof Line line && line.assigned()) {
                // At least "%x" stood there: a value of one character, and the end that the line's end implies.
                java.replace(line.start(), end, "0;" + blank(text, line.start() + 2, end));
            } else if (!(part instanceof Java)) {
                java.replace(part.start(), end, blank(text, part.start(), end));
            }
        }
        return java.toString();
    }

    /** The cell from {@code start} on, everything before it blanked. */
    public String onlyFrom(int start) {
        return blank(text, 0, start) + text.substring(start);
    }

    /** As many blanks as {@code [start, end)} has characters, lines kept. */
    static String blank(String text, int start, int end) {
        var blank = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            blank.append(c == '\n' || c == '\r' || c == '\t' ? c : ' ');
        }
        return blank.toString();
    }
}
