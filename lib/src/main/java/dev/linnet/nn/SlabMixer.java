package dev.linnet.nn;

import dev.linnet.lanes.Slab;

/** A mixer whose passes take their working memory from their model's. */
interface SlabMixer extends TokenMixer {
    @Override
    default TokenMixer.Pass pass(int maxTime) {
        return pass(maxTime, new Slab());
    }

    /** The activations of one group of sequences of at most {@code maxTime} steps, whose scratch memory is in {@code slab}. */
    TokenMixer.Pass pass(int maxTime, Slab slab);

    /** A pass of any mixer, in the slab if it is one of these. */
    static TokenMixer.Pass pass(TokenMixer mixer, int maxTime, Slab slab) {
        return mixer instanceof SlabMixer aligned ? aligned.pass(maxTime, slab) : mixer.pass(maxTime);
    }
}
