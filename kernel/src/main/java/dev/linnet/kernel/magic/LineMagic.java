package dev.linnet.kernel.magic;

/** A magic of one line: {@code %name arguments}, also {@code var x = %name arguments}. */
public non-sealed interface LineMagic extends Magic {
    /**
     * Runs it.
     *
     * @return its value for Java, shown when it ends the cell unless it is {@link Reported}; null where it has none
     * @throws Exception a {@link MagicException} where a sentence says what is wrong
     */
    Object runLine(MagicCall call, MagicContext context) throws Exception;
}
