/** What {@code linnet bench probe} measures: how long probes take to fit beside scikit-learn's and Tribuo's. */
package dev.linnet.bench.probe;
