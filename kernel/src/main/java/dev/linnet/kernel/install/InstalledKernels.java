package dev.linnet.kernel.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** The Linnet kernels that Jupyter knows on this machine. */
public final class InstalledKernels {
    private InstalledKernels() {}

    /** Whether {@code name} is an installed kernel that is ours. */
    public static boolean isLinnet(String name) {
        return find(name).isPresent();
    }

    /** The folder of the installed Linnet kernel of this name. */
    public static Optional<Path> find(String name) {
        if (!KernelSpec.isName(name)) {
            return Optional.empty();
        }
        return JupyterFolders.ofUser()
                .all()
                .stream()
                .map(folder -> folder.resolve("kernels").resolve(name))
                .filter(folder -> read(folder).filter(KernelSpec::isOurs).isPresent())
                .findFirst();
    }

    /** The specification in a kernel's folder, where it can be read. */
    static Optional<JsonObject> read(Path kernelFolder) {
        try {
            JsonElement json = JsonParser.parseString(Files.readString(kernelFolder.resolve("kernel.json")));
            return json instanceof JsonObject spec ? Optional.of(spec) : Optional.empty();
        } catch (IOException | JsonParseException unreadable) {
            return Optional.empty();
        }
    }
}
