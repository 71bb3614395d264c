/**
 * Small sequence models in float with hand-written backward passes, and their training.
 *
 * <p>Activations are {@code [time][channel][lane]} ({@link dev.linnet.lanes.Lanes}): sixteen sequences side by side. A model's
 * parameters are one flat array ({@link dev.linnet.nn.Parameters}); a layer knows its offsets and computes with the array it
 * is given, so gradients of different groups of sequences are separate arrays that are added in a fixed order: a seed gives
 * the same bits at any number of threads and any vector length.
 *
 * <p>A layer's {@code forward} overwrites its output. A layer's {@code backward} adds to the gradient of its input and to the
 * gradient of its parameters, unless its documentation says otherwise. {@link dev.linnet.nn.SequenceModel} is what is trained;
 * {@link dev.linnet.nn.ModelTwin} is its twin in double precision, one sequence at a time.
 */
package dev.linnet.nn;
