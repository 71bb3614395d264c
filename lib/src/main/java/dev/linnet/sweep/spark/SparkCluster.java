package dev.linnet.sweep.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Spark standalone cluster of processes on this machine, started from the jars alone.
 *
 * <pre>{@code
 * try (var cluster = SparkCluster.start(2, 1)) {
 *     sweep.onSpark(cluster.master()).run(folder);
 * }
 * }</pre>
 */
public final class SparkCluster implements AutoCloseable {
    private static final int START_SECONDS = 120;

    private final Path home;
    private final int port;
    private final List<Process> processes = new ArrayList<>();
    /** Nobody else ends the processes where this one ends without {@link #close}. */
    private final Thread atExit = new Thread(this::end, "linnet-spark-end");

    private SparkCluster(Path home, int port) {
        this.home = home;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts a master and {@code workers} workers with so many cores each, and waits until all of them have registered. An executor takes
     * its cores for all that the machine has.
     *
     * @throws IOException           if a process cannot be started
     * @throws IllegalStateException if there is no Spark, or one of them does not come up
     */
    public static SparkCluster start(int workers, int coresEach) throws IOException {
        if (workers < 0 || coresEach < 1) {
            throw new IllegalArgumentException("%d workers of %d cores; there must be at least 0 of at least 1."
                    .formatted(workers, coresEach));
        }
        SparkProvider.require();
        Path home = Files.createTempDirectory("linnet-spark-cluster-");
        Files.createDirectory(home.resolve("jars"));
        for (Path jar : LibraryJars.all()) {
            Path link = home.resolve("jars").resolve(jar.getFileName());
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, jar);
            }
        }
        // workers read it when they start an executor: with the cores that it is given in mind, not the machine's, it chooses its
        // collector and its threads, which are the other executors' cores
        Files.writeString(Files.createDirectory(home.resolve("conf")).resolve("java-opts"),
                "-XX:ActiveProcessorCount=" + coresEach);
        var cluster = new SparkCluster(home, freePort());
        boolean started = false;
        try {
            cluster.daemon("master", "org.apache.spark.deploy.master.Master", "--port", String.valueOf(cluster.port),
                    "--webui-port", "0");
            cluster.waitForMaster();
            for (int worker = 0; worker < workers; worker++) {
                cluster.daemon("worker-" + worker, "org.apache.spark.deploy.worker.Worker", "--cores",
                        String.valueOf(coresEach), "--memory", "2g", "--webui-port", "0", "--work-dir",
                        home.resolve("work-" + worker).toString(), cluster.master());
            }
            cluster.waitForWorkers();
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void daemon(String name, String type, String... arguments) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = new ArrayList<>(List.of(java.toString(), "-Xmx512m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Djava.awt.headless=true", "-cp",
                home.resolve("jars") + "/*", type, "--host", InetAddress.getLoopbackAddress().getHostAddress()));
        Collections.addAll(command, arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", InetAddress.getLoopbackAddress().getHostAddress());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        processes.add(builder.start());
    }

    private void waitForMaster() throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException notYet) {
                if (!processes.getFirst().isAlive() || System.nanoTime() > until) {
                    throw new IllegalStateException("Spark's master did not come up within " + START_SECONDS
                            + " seconds: " + end(home.resolve("master.log")), notYet);
                }
                pause();
            }
        }
    }

    private void waitForWorkers() throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        var master = Master.of(master());
        try (var probe = new MasterProbe(master, master.reach())) {
            int registered = 0;
            IllegalStateException silence = null;
            while (registered < workers().size()) {
                for (int worker = 0; worker < workers().size(); worker++) {
                    if (!workers().get(worker).isAlive() || System.nanoTime() > until) {
                        throw new IllegalStateException("A worker of Spark did not come up within " + START_SECONDS
                                + " seconds: " + end(home.resolve("worker-" + worker + ".log")), silence);
                    }
                }
                pause();
                try {
                    registered = probe.workers();
                    silence = null;
                } catch (IllegalStateException notYet) { // a master that listens may not answer yet
                    silence = notYet;
                }
            }
        }
    }

    /** The last lines of a log, which tell where its process stopped. */
    private static List<String> end(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.subList(Math.max(0, lines.size() - 5), lines.size());
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("Starting Spark was stopped.");
        }
    }

    /** What {@link dev.linnet.sweep.Sweep#onSpark} takes. */
    public String master() {
        return "spark://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port;
    }

    /** The worker processes, in the order in which they were started. */
    public List<ProcessHandle> workers() {
        return processes.stream().skip(1).map(Process::toHandle).toList();
    }

    /** The executors that the workers have started and that live. */
    public List<ProcessHandle> executors() {
        return workers().stream()
                .flatMap(ProcessHandle::descendants)
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /** Ends all processes. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            return; // the virtual machine is ending, and that ends them
        }
        end();
    }

    private void end() {
        for (Process process : processes.reversed()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        for (Process process : processes) {
            process.onExit().join();
        }
        SparkEngine.delete(home);
    }
}
