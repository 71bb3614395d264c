package dev.linnet.sweep.spark;

import dev.linnet.sweep.Engine;

/** Opens a {@link SparkEngine}. */
public final class SparkProvider implements Engine.Provider {
    private static final String MISSING = "Apache Spark is not here: fetch it with `linnet fetch spark`, or put"
            + " org.apache.spark:spark-core_2.13:4.2.0 and what it needs on the class path.";

    @Override
    public Engine open(String master) {
        var address = Master.of(master);
        require();
        return SparkEngine.connect(address);
    }

    /**
     * Touches Spark first by the class at which a notebook fetches it.
     *
     * @throws IllegalStateException if it is not on the class path
     */
    static void require() {
        try {
            Class.forName("org.apache.spark.SparkConf");
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(MISSING, missing);
        }
    }
}
