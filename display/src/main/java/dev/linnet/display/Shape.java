package dev.linnet.display;

import java.util.List;

/** What is shown of a value, read once and within limits; {@link TextLayout} and {@link HtmlLayout} write it down. */
sealed interface Shape {
    /** A value without visible parts; {@code html} is null where the text says everything. */
    record Leaf(String text, String html) implements Shape {
        static Leaf of(String text) {
            return new Leaf(text, null);
        }
    }

    /**
     * Elements in order.
     *
     * @param title   what it is, such as {@code ArrayList, 3 elements}
     * @param open    what stands before the elements in text
     * @param items   the shown elements
     * @param gap     how many of the shown ones stand before the left-out ones
     * @param omitted how many are left out; {@link #UNKNOWN} where nobody knows
     * @param close   what stands after the elements in text
     */
    record Items(String title, String open, List<Shape> items, int gap, long omitted, String close) implements Shape {}

    /** Names or keys with their values; {@code record} where the names are those of a record's components. */
    record Fields(String title, boolean record, List<Field> fields, int gap, long omitted) implements Shape {}

    /** One entry of {@link Fields}. */
    record Field(Shape key, Shape value) {}

    long UNKNOWN = -1;

    /** What stands in the place of left-out elements. */
    static String gapText(long omitted) {
        return omitted == UNKNOWN ? "..." : "... " + Count.grouped(omitted) + " more ...";
    }
}
