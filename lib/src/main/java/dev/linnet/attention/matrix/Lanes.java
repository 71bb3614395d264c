package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The machine's vectors of floats. */
public final class Lanes {
    /** The widest vectors that the machine works on well: 128, 256 or 512 bits. */
    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /** Floats in a vector. */
    public static final int COUNT = SPECIES.length();

    private Lanes() {}

    /** The next multiple of {@link #COUNT}. */
    public static int padded(int n) {
        return (n + COUNT - 1) / COUNT * COUNT;
    }
}
