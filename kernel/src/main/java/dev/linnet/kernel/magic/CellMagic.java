package dev.linnet.kernel.magic;

/** A magic that takes the rest of its cell: {@code %%name arguments} on the first line. */
public non-sealed interface CellMagic extends Magic {
    /** Whether its body is Java, which then completes as Java. */
    default boolean bodyIsJava() {
        return false;
    }

    /**
     * Runs it.
     *
     * @param body the cell after the first line, exactly as typed
     * @return its value, shown as the cell's result unless it is {@link Reported}; null where it has none
     * @throws Exception a {@link MagicException} where a sentence says what is wrong
     */
    Object runCell(MagicCall call, String body, MagicContext context) throws Exception;
}
