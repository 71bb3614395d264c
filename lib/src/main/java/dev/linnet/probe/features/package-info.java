/**
 * Labelled feature vectors from files and tables: CSV, NumPy's npy and npz, Parquet, Tablesaw. {@link
 * dev.linnet.probe.features.Features} reads them in pieces, so that a file need not fit in memory, and says what is wrong with a file by
 * its line or row.
 */
package dev.linnet.probe.features;
