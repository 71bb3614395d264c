package dev.linnet.kernel.library;

import java.nio.file.Path;
import java.util.List;

/**
 * Artifacts with all that they need, each in one version.
 *
 * @param jars      in the order of the class path
 * @param conflicts where versions differed
 * @param notes     what else the person should know, a sentence each
 */
public record Dependencies(List<Jar> jars, List<Conflict> conflicts, List<String> notes) {
    /** An artifact's file; {@code classifier} may be empty, {@code version} of a remote snapshot tells which build it is. */
    public record Jar(String group, String artifact, String classifier, String version, Path file) {
        /** {@code group:artifact:version}, with the classifier in parentheses. */
        @Override
        public String toString() {
            return group + ":" + artifact + ":" + version + (classifier.isEmpty() ? "" : " (" + classifier + ")");
        }
    }

    /**
     * Two versions of one artifact were wanted; the one nearer to what was asked for is taken, of equally near ones the
     * first.
     *
     * @param artifact {@code group:artifact}
     * @param takenBy  who wanted the version that is taken: an artifact, or null for the request itself
     * @param leftBy   who wanted the one that is left
     */
    public record Conflict(String artifact, String taken, String takenBy, String left, String leftBy) {
        @Override
        public String toString() {
            return artifact + ": " + taken + " (" + of(takenBy) + "), not " + left + " (" + of(leftBy) + ")";
        }

        private static String of(String parent) {
            return parent == null ? "asked for here" : "for " + parent;
        }
    }

    public Dependencies {
        jars = List.copyOf(jars);
        conflicts = List.copyOf(conflicts);
        notes = List.copyOf(notes);
    }
}
