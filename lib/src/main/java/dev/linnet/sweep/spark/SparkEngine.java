package dev.linnet.sweep.spark;

import dev.linnet.description.Description;
import dev.linnet.sweep.Engine;
import dev.linnet.sweep.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs experiments on the executors of a Spark cluster: every run is a job of one task. Executors need a JDK as new as this library's,
 * which their workers start them with. A task whose executor is lost, or which throws, is given out again, {@value #ATTEMPTS} times in
 * all.
 */
public final class SparkEngine implements Engine {
    /** Of one task. */
    static final int ATTEMPTS = 4;
    /** Jobs given to Spark at once; each costs this process a thread that waits. */
    private static final int JOBS = 256;
    /** How long a master has to register this application, and then to give it an executor. */
    static final int REGISTER_SECONDS = 120;

    /**
     * Trainings last, and a JIT compiler takes its time from another executor's training: what is used a little, as most of Spark's start
     * is, is not worth compiling. This saves a second of some ten that an executor spends before it is at full speed.
     */
    private static final String EXECUTOR_OPTIONS = "--add-modules=jdk.incubator.vector"
            + " --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true -XX:CompileThresholdScaling=3";
    private static final String EXTRA_OPTIONS = "spark.executor.extraJavaOptions";

    private final JavaSparkContext context;
    private final Path scratch;

    private SparkEngine(JavaSparkContext context, Path scratch) {
        this.context = context;
        this.scratch = scratch;
    }

    static SparkEngine connect(Master master) {
        InetAddress here = InetAddress.getLoopbackAddress();
        if (!master.isLocal()) {
            here = master.reach();
            try (var probe = new MasterProbe(master, here)) {
                if (probe.workers() == 0) {
                    throw new IllegalStateException("The Spark master " + master.url()
                            + " has no workers: start some, which register with it.");
                }
            }
        }
        Path scratch = null;
        JavaSparkContext context = null;
        boolean connected = false;
        try {
            scratch = Files.createTempDirectory("linnet-spark-");
            context = context(master, configuration(master, here, scratch));
            if (!master.isLocal()) {
                waitForExecutor(master, context);
            }
            connected = true;
            return new SparkEngine(context, scratch);
        } catch (IOException e) {
            throw new IllegalStateException("The library could not be packed for Spark: " + e.getMessage(), e);
        } finally {
            if (!connected) {
                close(context, scratch);
            }
        }
    }

    private static SparkConf configuration(Master master, InetAddress here, Path scratch) throws IOException {
        var configuration = new SparkConf().setAppName("Linnet sweep")
                .setMaster(master.url())
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "WARN")
                .set("spark.driver.host", here.getHostAddress())
                .set("spark.driver.bindAddress", here.getHostAddress())
                .set("spark.local.dir", scratch.toString())
                .set("spark.task.maxFailures", String.valueOf(ATTEMPTS))
                .set("spark.locality.wait", "0")
                .set(EXTRA_OPTIONS, (EXECUTOR_OPTIONS + " " + System.getProperty(EXTRA_OPTIONS, "")).strip());
        if (!master.isLocal()) {
            configuration.setJars(LibraryJars.ofWork(scratch).stream().map(Path::toString).toArray(String[]::new));
        }
        return configuration;
    }

    /** The constructor of a context tries for a minute and more; this does not. */
    private static JavaSparkContext context(Master master, SparkConf configuration) {
        var opened = new CompletableFuture<JavaSparkContext>();
        Thread thread = Thread.ofPlatform().daemon().name("linnet-spark").start(() -> {
            Thread.currentThread().setContextClassLoader(SparkEngine.class.getClassLoader());
            try {
                var context = new JavaSparkContext(configuration);
                if (!opened.complete(context)) {
                    context.close();
                }
            } catch (Throwable failure) { // also what class loading throws; it is thrown where it is waited for
                opened.completeExceptionally(failure);
            }
        });
        try {
            return opened.get(REGISTER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("Connecting to Spark was stopped.");
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("Spark could not be started with the master " + master.url() + ": "
                    + failure.getCause().getMessage(), failure.getCause());
        } catch (TimeoutException _) {
            throw new IllegalStateException("The Spark master " + master.url()
                    + " did not register this application within " + REGISTER_SECONDS + " seconds.");
        } finally {
            if (opened.cancel(false)) {
                thread.interrupt();
            }
        }
    }

    /** A job without executors waits forever. */
    private static void waitForExecutor(Master master, JavaSparkContext context) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(REGISTER_SECONDS);
        while (context.statusTracker().getExecutorInfos().length < 2) { // one is this process
            if (context.sc().isStopped() || System.nanoTime() > until) {
                throw new IllegalStateException("The Spark master " + master.url() + " gave no executor within "
                        + REGISTER_SECONDS + " seconds: has it workers with a free core and 1 GiB of memory?");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new java.util.concurrent.CancellationException("Waiting for Spark was stopped.");
            }
        }
    }

    /** More than there are cores, of which more may come while a sweep runs: what waits here is begun as soon as one is free. */
    @Override
    public int parallel() {
        return JOBS;
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public Outcome run(Description work, String key) throws Exception {
        context.setJobGroup(key, key, true);
        try {
            return Outcome
                    .read(context.parallelize(List.of(work.text()), 1).map(new RemoteWork()).collect().getFirst());
        } catch (Exception failure) {
            if (isInterrupt(failure)) {
                context.cancelJobGroup(key);
                throw new InterruptedException();
            }
            throw failure instanceof SparkException ? new IOException(reason(failure), failure) : failure;
        }
    }

    /** Spark throws what it likes from methods that declare nothing. */
    private static boolean isInterrupt(Throwable failure) {
        return Thread.currentThread().isInterrupted() || failure instanceof InterruptedException;
    }

    /** The line of Spark's long message that says what happened in the executor. */
    private static String reason(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("UnsupportedClassVersionError")) {
            return "The executors run an older Java; start Spark's workers with JAVA_HOME at a JDK "
                    + Runtime.version().feature() + ".";
        }
        return "Spark gave up: " + message.lines()
                .findFirst()
                .map(line -> line.replaceFirst(".*Most recent failure: ", ""))
                .orElse("it does not say why");
    }

    @Override
    public void close() {
        close(context, scratch);
    }

    private static void close(JavaSparkContext context, Path scratch) {
        if (context != null) {
            context.close();
        }
        if (scratch != null) {
            delete(scratch);
        }
    }

    /** Deletes a directory of temporary files as far as possible: what stays is the operating system's to clear. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | java.io.UncheckedIOException _) {
            // a daemon that is just ending may still write
        }
    }
}
