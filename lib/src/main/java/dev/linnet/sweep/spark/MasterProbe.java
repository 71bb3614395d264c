package dev.linnet.sweep.spark;

import java.net.InetAddress;
import java.util.Arrays;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.DeployMessages;
import org.apache.spark.deploy.master.WorkerInfo;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import scala.reflect.ClassTag$;

/**
 * Asks whether who listens is a Spark master, and of its workers. A context that is made for somebody else tries for a minute, and then
 * ends while the next one may be at work.
 */
final class MasterProbe implements AutoCloseable {
    /** How long a master that took a connection has to answer. */
    static final int ANSWER_SECONDS = 15;

    private static final String ENDPOINT = "Master";

    private final Master master;
    private final RpcEnv rpc;

    /** @param here the address of this machine by which the master is reached */
    MasterProbe(Master master, InetAddress here) {
        this.master = master;
        String limit = ANSWER_SECONDS + "s";
        var configuration = new SparkConf(false).set("spark.rpc.lookupTimeout", limit)
                .set("spark.rpc.askTimeout", limit)
                .set("spark.rpc.connect.timeout", limit)
                .set("spark.network.timeout", limit);
        var security = new SecurityManager(configuration, SecurityManager.$lessinit$greater$default$2(),
                SecurityManager.$lessinit$greater$default$3());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(MasterProbe.class.getClassLoader()); // Spark's threads inherit it, and read answers with it
        try {
            rpc = RpcEnv.create("linnetProbe", here.getHostAddress(), 0, configuration, security, true);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * The number of workers that have registered with the master and live.
     *
     * @throws IllegalStateException if nobody answers as a master does
     */
    int workers() {
        try {
            RpcEndpointRef endpoint = rpc.setupEndpointRef(new RpcAddress(master.host(), master.port()), ENDPOINT);
            DeployMessages.MasterStateResponse state = endpoint.askSync(DeployMessages.RequestMasterState$.MODULE$,
                    ClassTag$.MODULE$.apply(DeployMessages.MasterStateResponse.class));
            return (int) Arrays.stream(state.workers()).filter(WorkerInfo::isAlive).count();
        } catch (Exception silence) { // Spark throws what it likes from methods that declare nothing
            throw refusal(silence);
        }
    }

    private RuntimeException refusal(Exception silence) {
        if (silence instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new java.util.concurrent.CancellationException("Asking for a Spark master was stopped.");
        }
        return new IllegalStateException("Who listens at " + master.url() + " does not answer as a Spark master"
                + " within " + ANSWER_SECONDS + " seconds: is the port the right one, and Spark there 4.2?", silence);
    }

    @Override
    public void close() {
        rpc.shutdown();
    }
}
