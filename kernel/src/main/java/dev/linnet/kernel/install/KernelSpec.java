package dev.linnet.kernel.install;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The {@code kernel.json} that tells Jupyter how to start the kernel. */
final class KernelSpec {
    /** The kernel's usual name. */
    static final String NAME = "linnet";
    static final String MAIN_CLASS = "dev.linnet.kernel.wire.KernelMain";
    /** What Jupyter replaces by the connection file's path. */
    static final String CONNECTION_FILE = "{connection_file}";
    private static final Pattern ALLOWED_NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final String OWN_METADATA = "linnet";

    /**
     * How often a method is called before the virtual machine optimizes it: three times what is usual. What a start calls that
     * often it calls little oftener, and the optimizing takes a core from the first cell. Loops are optimized as ever, as are
     * methods with loops: to wait there as well makes training twice as slow.
     */
    private static final String LATER_OPTIMIZED = "-XX:Tier4InvocationThreshold=15000";

    private KernelSpec() {}

    /** Whether Jupyter takes this as a kernel's name. */
    static boolean isName(String name) {
        return ALLOWED_NAME.matcher(name).matches() && !name.startsWith(".");
    }

    /** What follows {@code java} in the command that starts a kernel, up to its main class. */
    static List<String> options(List<String> jvmOptions, Path jars) {
        var options = new ArrayList<String>();
        options.add(LATER_OPTIMIZED);
        options.addAll(jvmOptions);
        options.add("-Dlinnet.library=" + jars.resolve("library"));
        options.add("-cp");
        // First the jar in which most is looked for: what is found there opens no other. It also has a class in JeroMQ's place.
        options.add(jars.resolve("boot").resolve("linnet-kernel-" + Distribution.version() + ".jar")
                + File.pathSeparator + jars.resolve("boot") + File.separator + "*");
        options.add(MAIN_CLASS);
        return options;
    }

    /** The specification for a kernel whose jars lie in {@code jars}, run by {@code java}. */
    static JsonObject of(Path java, List<String> options, Path jars, String displayName, String version) {
        var argv = new JsonArray();
        argv.add(java.toString());
        options.forEach(argv::add);
        argv.add(CONNECTION_FILE);

        var environment = new JsonObject();
        environment.addProperty("OMP_NUM_THREADS", "1");

        var own = new JsonObject();
        own.addProperty("version", version);
        own.addProperty("jars", jars.toString());
        var metadata = new JsonObject();
        metadata.addProperty("debugger", false);
        metadata.add(OWN_METADATA, own);

        var spec = new JsonObject();
        spec.add("argv", argv);
        spec.addProperty("display_name", displayName);
        spec.addProperty("language", "java");
        spec.addProperty("interrupt_mode", "message");
        spec.add("env", environment);
        spec.add("metadata", metadata);
        return spec;
    }

    /** The words of the command that starts a kernel of ours. */
    static List<String> command(JsonObject spec) {
        return spec.getAsJsonArray("argv").asList().stream().map(JsonElement::getAsString).toList();
    }

    static boolean isOurs(JsonObject spec) {
        return spec.get("metadata") instanceof JsonObject metadata && metadata.has(OWN_METADATA);
    }
}
