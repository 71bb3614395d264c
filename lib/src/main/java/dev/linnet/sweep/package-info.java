/**
 * Many experiments: a grid of configurations and seeds, run by some workers here or on Spark, with results on disk that are found
 * again by what was computed.
 *
 * <p>{@link dev.linnet.sweep.Sweep} is where to begin. {@link dev.linnet.sweep.Engine} is what runs one experiment somewhere; it is given
 * a {@link dev.linnet.description.Description}, a text, so nothing of a notebook can come along.
 */
package dev.linnet.sweep;
