/**
 * Sweeps on Apache Spark. {@link dev.linnet.sweep.spark.SparkEngine} sends descriptions to executors and takes outcomes back;
 * {@link dev.linnet.sweep.spark.SparkCluster} starts a master and workers on this machine from the jars alone. Spark itself is fetched
 * when it is first used.
 */
package dev.linnet.sweep.spark;
