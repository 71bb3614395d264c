package dev.linnet.kernel.library;

import java.util.Map;
import java.util.regex.Pattern;

import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Exclusion;

/** Coordinates as people type them. */
final class Coordinate {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_.+-]+|[\\[(][A-Za-z0-9_.+,\\- ]*[\\])]");
    private static final String FORM = "write group:artifact:version (or group:artifact:extension:classifier:version)";

    private Coordinate() {}

    /** {@code group:artifact[:extension[:classifier]][:version]}; {@code managed} gives versions by group:artifact. */
    static Artifact artifact(String typed, Map<String, String> managed) {
        var parts = typed.split(":", -1);
        if (parts.length < 2 || parts.length > 5 || !PART.matcher(parts[0]).matches()
                || !PART.matcher(parts[1]).matches()) {
            throw new IllegalArgumentException("\"" + typed + "\" is not a Maven coordinate; " + FORM + ".");
        }
        if (parts.length == 2) {
            var version = managed.get(typed);
            if (version == null) {
                throw new IllegalArgumentException("\"" + typed + "\" has no version" + (managed.isEmpty()
                        ? ""
                        : ", and no BOM gives it one") + "; write " + typed + ":VERSION, or " + typed
                        + ":LATEST for the newest.");
            }
            return new DefaultArtifact(parts[0], parts[1], "jar", version);
        }
        var version = parts[parts.length - 1];
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "\"" + typed + "\" is not a Maven coordinate: \"" + version + "\" is no version; " + FORM + ".");
        }
        var extension = parts.length > 3 ? parts[2] : "jar";
        return new DefaultArtifact(parts[0], parts[1], parts.length > 4 ? parts[3] : "",
                extension.equals("bundle") ? "jar" : extension, version);
    }

    static Artifact bom(String typed) {
        var parts = typed.split(":", -1);
        if (parts.length != 3 || !PART.matcher(parts[0]).matches() || !PART.matcher(parts[1]).matches()
                || !VERSION.matcher(parts[2]).matches()) {
            throw new IllegalArgumentException("\"" + typed + "\" is not a BOM; write group:artifact:version.");
        }
        return new DefaultArtifact(parts[0], parts[1], "pom", parts[2]);
    }

    static Exclusion exclusion(String typed) {
        var parts = typed.split(":", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + typed + "\" is not an exclusion; write group:artifact, where either may be *.");
        }
        return new Exclusion(parts[0], parts[1], "*", "*");
    }
}
