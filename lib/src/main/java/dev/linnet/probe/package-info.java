/**
 * Probes: classifiers that read off what features say. Gaussian naive Bayes and multinomial logistic regression behind one
 * interface, how many samples each needs, and linear evaluation of frozen features (Zheng et al., "Revisiting Discriminative
 * vs. Generative Classifiers: Theory and Implications", ICML 2023, arXiv 2302.02334; Ng and Jordan, NIPS 2001).
 *
 * <p>
 * Everything is in double precision and in log space.
 */
package dev.linnet.probe;
