/**
 * How many samples naive Bayes and logistic regression need: Gaussian mixtures whose Bayes error is known, learning curves, the
 * number of samples that brings an error near its limit, the bounds of the theory, and whether features fulfil its assumptions
 * (Zheng et al., "Revisiting Discriminative vs. Generative Classifiers: Theory and Implications", ICML 2023, arXiv 2302.02334).
 */
package dev.linnet.probe.study;
