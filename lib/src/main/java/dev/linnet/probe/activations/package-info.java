/**
 * Probes of our own models: does a hidden state encode what was asked of it? {@link dev.linnet.probe.activations.LinearEvaluation} fits a
 * linear probe to the activations of one place of a model and reads it at any length, layer by layer, with the controls that such a
 * reading needs: an untrained model, and shuffled labels (Hewitt and Liang, "Designing and Interpreting Probes with Control Tasks", 2019).
 */
package dev.linnet.probe.activations;
