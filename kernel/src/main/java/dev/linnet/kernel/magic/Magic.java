package dev.linnet.kernel.magic;

import java.util.List;

/** A command for the session rather than a piece of Java; implemented through {@link LineMagic} and {@link CellMagic}. */
public sealed interface Magic permits LineMagic, CellMagic {
    /** What it is called, what it takes and what it says about itself. */
    MagicSpec spec();

    /** Candidates for an argument of which {@code partial} is typed; options complete by themselves. */
    default List<String> completeArgument(String partial, MagicContext context) {
        return List.of();
    }
}
