package dev.linnet.kernel.engine;

/** What {@code System.exit} and its relatives become in a cell: a refusal, because they would end the whole kernel. */
@SuppressWarnings("DoNotCallSuggester") // woven code calls them, nobody else does
public final class CellExit extends Error {
    private static final long serialVersionUID = 1L;

    private CellExit(String call) {
        super(call + " was refused: it would end the kernel and lose every variable. To stop a cell early, throw an"
                + " exception; to start afresh, restart the kernel from the notebook's menu.");
    }

    /** In place of {@link System#exit}. */
    public static void exit(int status) {
        throw new CellExit("System.exit(" + status + ")");
    }

    /** In place of {@link Runtime#exit}. */
    public static void exit(Runtime runtime, int status) {
        throw new CellExit("Runtime.exit(" + status + ")");
    }

    /** In place of {@link Runtime#halt}. */
    public static void halt(Runtime runtime, int status) {
        throw new CellExit("Runtime.halt(" + status + ")");
    }
}
