package dev.linnet.kernel.library;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.ArtifactType;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.artifact.DefaultArtifactType;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.util.artifact.ArtifactIdUtils;
import org.eclipse.aether.util.graph.transformer.ConflictResolver;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;

/** Resolves artifacts with all that they need, by Maven's rules: the nearest version wins, managed versions hold. */
public final class DependencyResolver {
    /** Packagings whose artifact is an ordinary jar. */
    private static final List<String> JAR_PACKAGINGS = List.of("bundle", "eclipse-plugin", "hk2-jar", "orbit",
            "maven-archetype", "nbm", "scala-jar", "takari-jar");

    private final MavenRepository repository;

    public DependencyResolver(MavenRepository repository) {
        this.repository = repository;
    }

    /**
     * Resolves what is asked for.
     *
     * @throws ArtifactException        where something cannot be had; the message says which repository said what
     * @throws IllegalArgumentException where a coordinate, an exclusion or an address is none
     */
    public Dependencies resolve(DependencyRequest request) throws ArtifactException {
        return with(request, run -> run.resolve(new ArrayList<>(), List.of()));
    }

    /**
     * Resolves the dependencies of a POM, and what {@code request} asks for besides. The POM may have parents, also by
     * relative path, properties, BOMs and repositories of its own.
     */
    public Dependencies resolve(Path pom, DependencyRequest request) throws ArtifactException {
        return with(request, run -> run.resolvePom(pom));
    }

    private interface Task {
        Dependencies on(Run run) throws ArtifactException;
    }

    private Dependencies with(DependencyRequest request, Task task) throws ArtifactException {
        var notes = new DescriptorNotes();
        try (var bar = new TransferBar()) {
            var overrides = ContextOverrides.create()
                    .transferListener(bar)
                    .repositoryListener(notes)
                    .extraArtifactTypes(JAR_PACKAGINGS.stream()
                            .<ArtifactType>map(packaging -> new DefaultArtifactType(packaging, "jar", "", "java"))
                            .toList());
            if (request.offline()) {
                overrides.offline(true);
            }
            try (Context maven = repository.open(overrides)) {
                return task.on(new Run(maven, request, notes));
            }
        }
    }

    /** One resolution. */
    private static final class Run {
        private final RepositorySystem system;
        private final DefaultRepositorySystemSession session;
        private final DependencyRequest request;
        private final DescriptorNotes notes;
        private final List<RemoteRepository> remotes = new ArrayList<>();

        Run(Context maven, DependencyRequest request, DescriptorNotes notes) {
            this.request = request;
            this.notes = notes;
            system = maven.repositorySystem();
            session = new DefaultRepositorySystemSession(maven.repositorySystemSession());
            session.setConfigProperty(ConflictResolver.CONFIG_PROP_VERBOSE, true);
            session.setConfigProperty("aether.offline.protocols", "file"); // a repository on this machine needs no network
            // A jar that is in use is not written over: each build of a snapshot keeps a file of its own.
            session.setConfigProperty("aether.artifactResolver.snapshotNormalization", false);
            // A person who mistyped, or has just published, tries again at once.
            session.setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false));
            boolean snapshots = request.artifacts().stream().anyMatch(artifact -> artifact.endsWith("-SNAPSHOT"));
            if (request.update() || snapshots) {
                session.setUpdatePolicy(RepositoryPolicy.UPDATE_POLICY_ALWAYS);
            }
            var typed = request.repositories().stream().map(RemoteUrl::parse).toList();
            remotes.addAll(system.newResolutionRepositories(session, typed));
            remotes.addAll(maven.remoteRepositories());
        }

        Dependencies resolvePom(Path pom) throws ArtifactException {
            session.setWorkspaceReader(new PomInPlace(pom));
            ArtifactDescriptorResult descriptor = descriptor(PomInPlace.COORDINATE, "\"" + pom + "\"");
            session.setWorkspaceReader(null);
            for (var repository : system.newResolutionRepositories(session, descriptor.getRepositories())) {
                if (remotes.stream().noneMatch(known -> known.getId().equals(repository.getId()))) {
                    remotes.add(repository);
                }
            }
            List<Dependency> wanted = new ArrayList<>();
            descriptor.getDependencies()
                    .stream()
                    .filter(one -> request.scope().holds(one.getScope()))
                    .forEach(wanted::add);
            return resolve(wanted, descriptor.getManagedDependencies());
        }

        Dependencies resolve(List<Dependency> wanted, List<Dependency> managed) throws ArtifactException {
            List<Dependency> allManaged = new ArrayList<>(managed);
            for (var bom : request.boms()) {
                allManaged.addAll(descriptor(Coordinate.bom(bom), "the BOM " + bom).getManagedDependencies());
            }
            Map<String, String> versions = new HashMap<>();
            allManaged.forEach(one -> versions.putIfAbsent(DependencyGraph.name(one.getArtifact()),
                    one.getArtifact().getVersion()));
            for (var coordinate : request.artifacts()) {
                wanted.add(new Dependency(Coordinate.artifact(coordinate, versions), "compile"));
            }
            var exclusions = request.exclusions().stream().map(Coordinate::exclusion).toList();
            Map<String, Dependency> firsts = new LinkedHashMap<>();
            List<Dependencies.Conflict> conflicts = new ArrayList<>();
            for (var one : wanted) {
                var first = firsts.putIfAbsent(ArtifactIdUtils.toVersionlessId(one.getArtifact()),
                        with(exclusions, one));
                if (first != null && !first.getArtifact().getVersion().equals(one.getArtifact().getVersion())) {
                    conflicts.add(new Dependencies.Conflict(DependencyGraph.name(one.getArtifact()),
                            first.getArtifact().getVersion(), null, one.getArtifact().getVersion(), null));
                }
            }
            var collect = new CollectRequest(List.copyOf(firsts.values()), allManaged, remotes);
            try {
                var graph = new DependencyGraph(system.collectDependencies(session, collect).getRoot(),
                        request.scope());
                conflicts.addAll(graph.conflicts());
                return new Dependencies(files(graph.taken()), conflicts, notes.sentences());
            } catch (DependencyCollectionException failure) {
                throw failed("", failure);
            }
        }

        private static Dependency with(List<Exclusion> exclusions, Dependency dependency) {
            List<Exclusion> all = new ArrayList<>(dependency.getExclusions());
            all.addAll(exclusions);
            return dependency.setExclusions(all);
        }

        private List<Dependencies.Jar> files(List<Dependency> taken) throws ArtifactException {
            try {
                var requests = taken.stream()
                        .map(one -> new ArtifactRequest(one.getArtifact(), remotes, null))
                        .toList();
                List<Dependencies.Jar> jars = new ArrayList<>();
                for (ArtifactResult result : system.resolveArtifacts(session, requests)) {
                    Artifact artifact = result.getArtifact();
                    jars.add(new Dependencies.Jar(artifact.getGroupId(), artifact.getArtifactId(),
                            artifact.getClassifier(), artifact.getVersion(), artifact.getFile().toPath()));
                }
                return jars;
            } catch (ArtifactResolutionException failure) {
                throw new ArtifactException(
                        ResolutionFailure.of(failure.getResults(), remotes, session.isOffline())
                                + versions(failure.getResults()),
                        failure);
            }
        }

        /** A sentence on the versions that there are of what was not found. */
        private String versions(List<ArtifactResult> results) {
            return results.stream()
                    .filter(result -> !result.isResolved())
                    .map(result -> newest(result.getRequest().getArtifact()))
                    .filter(sentence -> !sentence.isEmpty())
                    .findFirst()
                    .orElse("");
        }

        private String newest(Artifact missing) {
            try {
                var any = new DefaultArtifact(missing.getGroupId(), missing.getArtifactId(), missing.getExtension(),
                        "[0,)");
                var newest = system.resolveVersionRange(session, new VersionRangeRequest(any, remotes, null))
                        .getHighestVersion();
                return newest == null || newest.toString().equals(missing.getBaseVersion())
                        ? ""
                        : "\nThe newest version of " + DependencyGraph.name(missing) + " is " + newest + ".";
            } catch (RepositoryException e) {
                return ""; // the failure itself is told already
            }
        }

        private ArtifactDescriptorResult descriptor(Artifact pom, String what) throws ArtifactException {
            var strict = new DefaultRepositorySystemSession(session)
                    .setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(false, false));
            try {
                return system.readArtifactDescriptor(strict, new ArtifactDescriptorRequest(pom, remotes, null));
            } catch (ArtifactDescriptorException failure) {
                throw failed("Cannot use " + what + ": ", failure);
            }
        }

        /** Says which repository said what, where repositories were asked; else the reason, behind {@code before}. */
        private ArtifactException failed(String before, RepositoryException failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof ArtifactResolutionException missing) {
                    return new ArtifactException(
                            ResolutionFailure.of(missing.getResults(), remotes, session.isOffline())
                                    + versions(missing.getResults()),
                            failure);
                }
            }
            return new ArtifactException(before + ResolutionFailure.reason(failure), failure);
        }
    }
}
