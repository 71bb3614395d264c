package dev.linnet.kernel.library;

import java.util.List;
import java.util.Objects;

/**
 * What is to be resolved, together, as if it stood in one POM.
 *
 * @param artifacts    {@code group:artifact[:extension[:classifier]]:version}; the version may be left out where a BOM
 *                     gives it, be a range such as {@code [1,2)}, or {@code LATEST}
 * @param boms         {@code group:artifact:version} of POMs whose managed versions hold
 * @param exclusions   {@code group:artifact}, each part may be {@code *}
 * @param repositories {@code URL} or {@code ID=URL}, asked before the user's own
 * @param scope        what of a POM is wanted
 * @param offline      whether only what is on this machine is used
 * @param update       whether repositories are asked again for what they did not have, and for newer snapshots
 */
public record DependencyRequest(List<String> artifacts, List<String> boms, List<String> exclusions,
        List<String> repositories, Scope scope, boolean offline, boolean update) {
    /** Which dependencies of a POM are wanted. */
    public enum Scope {
        /** What its main code needs. */
        RUNTIME,
        /** What its main code is compiled against. */
        COMPILE,
        /** Everything. */
        TEST;

        boolean holds(String scope) {
            return switch (scope) {
                case "runtime" -> this != COMPILE;
                case "provided" -> this != RUNTIME;
                case "test" -> this == TEST;
                default -> true;
            };
        }
    }

    public DependencyRequest {
        artifacts = List.copyOf(artifacts);
        boms = List.copyOf(boms);
        exclusions = List.copyOf(exclusions);
        repositories = List.copyOf(repositories);
        Objects.requireNonNull(scope, "scope");
        boms.forEach(Coordinate::bom);
        exclusions.forEach(Coordinate::exclusion);
        repositories.forEach(RemoteUrl::parse);
    }

    /** These artifacts and what they need, from the user's repositories. */
    public static DependencyRequest of(List<String> artifacts) {
        return new DependencyRequest(artifacts, List.of(), List.of(), List.of(), Scope.RUNTIME, false, false);
    }

    public DependencyRequest withBoms(List<String> all) {
        return new DependencyRequest(artifacts, all, exclusions, repositories, scope, offline, update);
    }

    public DependencyRequest withExclusions(List<String> all) {
        return new DependencyRequest(artifacts, boms, all, repositories, scope, offline, update);
    }

    public DependencyRequest withRepositories(List<String> all) {
        return new DependencyRequest(artifacts, boms, exclusions, all, scope, offline, update);
    }

    public DependencyRequest withScope(Scope wanted) {
        return new DependencyRequest(artifacts, boms, exclusions, repositories, wanted, offline, update);
    }

    public DependencyRequest withOffline(boolean only) {
        return new DependencyRequest(artifacts, boms, exclusions, repositories, scope, only, update);
    }

    public DependencyRequest withUpdate(boolean again) {
        return new DependencyRequest(artifacts, boms, exclusions, repositories, scope, offline, again);
    }
}
