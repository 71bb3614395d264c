/**
 * Verbalized machine learning: models whose parameters are a description in words. A {@link dev.linnet.verbal.Learner} has a language model answer an
 * input by a description, an {@link dev.linnet.verbal.Optimizer} has one write a better description, a {@link dev.linnet.verbal.VerbalTrainer} does it batch by batch,
 * and a {@link dev.linnet.verbal.RunRecord} keeps all that was said.
 *
 * <p>Source: Xiao, Bamler, Schölkopf, Liu, "Verbalized Machine Learning: Revisiting Machine Learning with Language Models" (arXiv
 * 2406.04344, TMLR 2025).
 */
package dev.linnet.verbal;
