package dev.linnet.kernel.runner;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

import dev.linnet.kernel.install.Distribution;

/** Where a run's numbers come from: all that is needed to get them again, kept in the notebook's metadata. */
final class Provenance {
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*?)\\.jar");

    private final JsonObject json = new JsonObject();
    private final JsonArray cells = new JsonArray();
    private final long startedNanos = System.nanoTime();

    Provenance(Path notebook, Parameters parameters, List<Path> classPath, Machine machine) {
        json.addProperty("status", "running");
        json.addProperty("started", Instant.now().toString());
        JsonObject values = parameters.toJson();
        json.add("seed", values.has("seed") ? values.get("seed") : JsonNull.INSTANCE);
        json.add("parameters", values);
        json.add("git", git(notebook.toAbsolutePath().getParent()));
        json.add("linnet", linnet());
        json.add("java", java());
        json.add("libraries", versions(classPath));
        json.add("machine", machine.toJson());
        json.add("cells", cells);
    }

    /** Notes how long a cell took. */
    void cell(int number, double seconds) {
        var cell = new JsonObject();
        cell.addProperty("cell", number);
        cell.addProperty("seconds", rounded(seconds));
        cells.add(cell);
    }

    /** The run so far, or at its end. */
    JsonObject toJson(String status, List<ClaimRow> claims) {
        json.addProperty("status", status);
        json.addProperty("seconds", rounded((System.nanoTime() - startedNanos) / 1e9));
        var rows = new JsonArray();
        claims.forEach(claim -> rows.add(claim.toJson()));
        json.add("claims", rows);
        return json.deepCopy();
    }

    /** The libraries' versions, as the names of their jars give them. */
    static JsonObject versions(List<Path> classPath) {
        Map<String, String> versions = new TreeMap<>();
        for (Path entry : classPath) {
            Matcher jar = JAR.matcher(String.valueOf(entry.getFileName()));
            if (jar.matches()) {
                versions.merge(jar.group(1), jar.group(2), (one, other) -> one + ", " + other); // shaded twins
            }
        }
        var json = new JsonObject();
        versions.forEach(json::addProperty);
        return json;
    }

    /** Linnet's own version and, where it runs from a checkout, commit. */
    private static JsonObject linnet() {
        String home = System.getProperty(Distribution.HOME_PROPERTY);
        JsonObject json = home == null ? new JsonObject() : git(Path.of(home));
        json.addProperty("version", Distribution.version());
        return json;
    }

    private static JsonObject git(Path folder) {
        var json = new JsonObject();
        var commit = Machine.ask(folder, "git", "rev-parse", "HEAD");
        if (commit.isEmpty()) {
            json.add("commit", JsonNull.INSTANCE);
            return json;
        }
        json.addProperty("commit", commit.get());
        Machine.ask(folder, "git", "status", "--porcelain", "--untracked-files=no")
                .ifPresent(changes -> json.addProperty("dirty", !changes.isEmpty()));
        return json;
    }

    private static JsonObject java() {
        var json = new JsonObject();
        json.addProperty("version", System.getProperty("java.runtime.version"));
        json.addProperty("vendor", System.getProperty("java.vendor"));
        return json;
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }
}
