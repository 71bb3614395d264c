package dev.linnet.cuda.ptx.machine;

/** A part of a kernel as byte code: runs from one place until a barrier, the end, or something that only the interpreter does. */
public abstract class CompiledRegion {
    /** What the region does not compute itself, instruction by instruction. */
    protected final Op[][] ops;
    /** Distances between lanes' words, for gathering. */
    protected final int[][] maps;

    private final int[] rules;

    protected CompiledRegion(Op[][] ops, int[][] maps, int[] rules) {
        this.ops = ops;
        this.maps = maps;
        this.rules = rules;
    }

    /** Numbers of the registers that the region starts with and that must follow their rules. */
    final int[] rules() {
        return rules;
    }

    /**
     * Lets whole warps run one after another, and leaves where each has stopped in its {@link Warp#code}.
     *
     * @param common where warps are expected to stop; {@link CompiledKernel#NONE} for where the first one does
     * @return the first warp that stopped elsewhere, or not at a barrier or the end; {@code to} when there is none
     */
    public abstract int run(Block b, int from, int to, int common);
}
