/**
 * Layers on row-major activations {@code [batch * time][channel]} in float, with hand-written backward passes: what language
 * models are built of. {@link dev.linnet.nn.rows.AttentionMixer} is the {@link dev.linnet.nn.TokenMixer} for every rule of
 * {@link dev.linnet.attention.AttentionRule}.
 *
 * <p>As in {@link dev.linnet.nn}, parameters are one flat array and a layer knows its offsets; a {@code forward} overwrites its
 * output, a {@code backward} adds to the gradient of its input and of its parameters unless its documentation says otherwise.
 * Work is divided in blocks that do not depend on the number of threads, and what blocks give is added in their order: a seed
 * gives the same bits at any number of threads.
 */
package dev.linnet.nn.rows;
