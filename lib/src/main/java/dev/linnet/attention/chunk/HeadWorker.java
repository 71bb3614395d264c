package dev.linnet.attention.chunk;

import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;

/** One thread's workspace for the chunks of one head at a time. States are padded blocks. */
public interface HeadWorker {
    /** Turns to a head's outputs. */
    void outputsOf(FloatInputs in, FloatOutputs out, int index);

    /** Turns to a head's gradients. */
    void gradientsOf(FloatInputs in, float[] outputGradient, FloatGradients gradients, int index);

    /** Chunks of the present head. */
    int chunks();

    /** Takes a head's state out of the caller's array; zero if that is empty. */
    void load(float[] from, int index, float[] state);

    /** Puts a head's state into the caller's array. */
    void store(float[] state, float[] to, int index);

    /** Fills the outputs of chunk n, and makes the state that enters it into the one that leaves it. */
    void forward(int n, float[] state);

    /** The same for the state only. */
    void advance(int n, float[] state);

    /** Fills the gradients of chunk n, which the state enters, and makes the adjoint of the leaving state into that of the entering one. */
    void backward(int n, float[] state, float[] adjoint);
}
