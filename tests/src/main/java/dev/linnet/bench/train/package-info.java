/**
 * The benchmarks of {@code linnet bench train}: a training step of small models beside the same model in libtorch's tensor operations,
 * and a sweep on one and on two worker processes of Spark.
 */
package dev.linnet.bench.train;
