package dev.linnet.kernel.runner;

import java.util.Set;
import java.util.function.Predicate;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import dev.linnet.kernel.notebook.Notebook;

/** The kernel that a notebook asks for in its metadata. */
final class KernelName {
    private static final Set<String> ACCEPTED = Set.of("linnet", "java");

    private KernelName() {}

    /**
     * Refuses notebooks of other kernels.
     *
     * @param installed whether a kernel of this name is an installed Linnet kernel
     * @throws RunException where the notebook is for another kernel
     */
    static void check(Notebook notebook, String name, Predicate<String> installed) throws RunException {
        JsonObject metadata = notebook.metadata();
        String kernel = text(metadata.get("kernelspec"), "name");
        String language = text(metadata.get("language_info"), "name");
        if (kernel.isEmpty() && !language.isEmpty() && !language.equals("java")) {
            throw new RunException("'" + name + "' is a notebook in " + language
                    + "; linnet runs Java notebooks, so set its kernel to 'linnet'.");
        }
        if (!kernel.isEmpty() && !ACCEPTED.contains(kernel) && !installed.test(kernel)) {
            throw new RunException("'" + name + "' is for the kernel '" + kernel
                    + "', which linnet does not know; it runs notebooks for 'linnet' or 'java'"
                    + " (metadata.kernelspec.name in the file).");
        }
    }

    private static String text(Object object, String member) {
        return object instanceof JsonObject json && json.get(member) instanceof JsonPrimitive value
                ? value.getAsString()
                : "";
    }
}
