package dev.linnet.kernel.session;

/** Earlier results, for every cell without an import: {@code String s = Out.get(3);}. */
public final class Out {
    private Out() {}

    /** The value that cell {@code number} ended in; its type is the one that the caller expects. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cell's author knows what the result was
    public static <T> T get(int number) {
        return (T) results().get(number);
    }

    /** The latest value that a cell ended in. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cell's author knows what the result was
    public static <T> T last() {
        return (T) results().last();
    }

    private static Results results() {
        var cell = Cell.current();
        if (cell == null) {
            throw new IllegalStateException("Out works in a cell only: this thread was not started by one.");
        }
        return cell.workspace().results();
    }
}
