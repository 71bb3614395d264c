package dev.linnet.display;

/**
 * How much of a large value is shown; what is left out is always said.
 *
 * @param elements   elements of a collection, entries of a map, rows of a table: beyond it the first four fifths and the
 *                   last fifth are shown (only the first where the end cannot be reached cheaply)
 * @param columns    columns of a table and elements of a collection inside another value, in the same way
 * @param depth      levels of nesting
 * @param nodes      values in all, over every level
 * @param characters characters of one text
 */
public record RenderLimits(int elements, int columns, int depth, int nodes, int characters) {
    /** 50 elements, 20 columns, 6 levels, 5,000 values and 20,000 characters. */
    public static final RenderLimits DEFAULT = new RenderLimits(50, 20, 6, 5_000, 20_000);

    public RenderLimits {
        check("elements", elements, 2);
        check("columns", columns, 2);
        check("depth", depth, 1);
        check("nodes", nodes, 1);
        check("characters", characters, 100);
    }

    public RenderLimits withElements(int count) {
        return new RenderLimits(count, columns, depth, nodes, characters);
    }

    public RenderLimits withColumns(int count) {
        return new RenderLimits(elements, count, depth, nodes, characters);
    }

    public RenderLimits withDepth(int levels) {
        return new RenderLimits(elements, columns, levels, nodes, characters);
    }

    public RenderLimits withNodes(int count) {
        return new RenderLimits(elements, columns, depth, count, characters);
    }

    public RenderLimits withCharacters(int count) {
        return new RenderLimits(elements, columns, depth, nodes, count);
    }

    /** {@code text}, or its beginning and a note where it is longer than {@code characters}. */
    public String cut(String text) {
        if (text.length() <= characters) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(characters - 1)) ? characters - 1 : characters;
        return text.substring(0, end) + "\n... " + Count.of(text.length() - end, "more character")
                + "; print it, or raise Renderers.limits, to see all";
    }

    /** How many of {@code size} come before the gap; all of them where none is left out. */
    int head(long size, int limit) {
        return size <= limit ? (int) size : limit - tail(size, limit);
    }

    /** How many of {@code size} come after the gap. */
    int tail(long size, int limit) {
        return size <= limit ? 0 : Math.max(1, limit / 5);
    }

    private static void check(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
        }
    }
}
