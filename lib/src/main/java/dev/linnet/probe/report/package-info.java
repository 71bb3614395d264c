/** How good a probe's answers are: which classes it takes for which, and whether its probabilities mean what they say; tables and charts. */
package dev.linnet.probe.report;
