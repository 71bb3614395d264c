package dev.linnet.sweep.spark;

import java.net.InetAddress;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;

/**
 * Asks whether who listens is a Spark master. A context that is made for another one tries for a minute, and then ends while the next
 * one may be at work.
 */
final class MasterProbe {
    /** How long a master that took a connection has to answer. */
    static final int ANSWER_SECONDS = 15;

    private static final String ENDPOINT = "Master";

    private MasterProbe() {}

    /** @throws IllegalStateException if nobody answers as a master does */
    static void require(Master master, InetAddress here) {
        String limit = ANSWER_SECONDS + "s";
        var configuration = new SparkConf(false).set("spark.rpc.lookupTimeout", limit)
                .set("spark.rpc.askTimeout", limit)
                .set("spark.rpc.connect.timeout", limit)
                .set("spark.network.timeout", limit);
        var security = new SecurityManager(configuration, SecurityManager.$lessinit$greater$default$2(),
                SecurityManager.$lessinit$greater$default$3());
        RpcEnv probe = RpcEnv.create("linnetProbe", here.getHostAddress(), 0, configuration, security, true);
        try {
            probe.setupEndpointRef(new RpcAddress(master.host(), master.port()), ENDPOINT);
        } catch (Exception silence) { // Spark throws what it likes from methods that declare nothing
            if (silence instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw new java.util.concurrent.CancellationException("Asking for a Spark master was stopped.");
            }
            throw new IllegalStateException("Who listens at " + master.url() + " does not answer as a Spark master"
                    + " within " + ANSWER_SECONDS + " seconds: is the port the right one, and Spark there 4.2?",
                    silence);
        } finally {
            probe.shutdown();
        }
    }
}
