package dev.linnet.kernel.library;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.transfer.TransferListener;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;

/**
 * The user's ordinary Maven repositories: the local one ({@code ~/.m2/repository}, or where {@code settings.xml} or
 * {@code -Dmaven.repo.local} put it) and Maven Central with the user's mirrors and proxies. Several processes may
 * resolve at once: they wait for each other's downloads.
 */
public final class MavenRepository {
    /** Held, in the local repository, by the one process that downloads. */
    private static final String LOCK = ".linnet-fetch.lock";

    private final Path local;
    private final List<RemoteRepository> remotes;
    private final Path settings;

    private MavenRepository(Path local, List<RemoteRepository> remotes, Path settings) {
        this.local = local;
        this.remotes = List.copyOf(remotes);
        this.settings = settings;
    }

    /** The repositories of the user who runs this. */
    public static MavenRepository ofUser() {
        String property = System.getProperty("maven.repo.local");
        return new MavenRepository(property == null || property.isBlank() ? null : Path.of(property), List.of(), null);
    }

    /** A local repository in {@code local} and the remote ones, mirrors and proxies of another {@code settings.xml}. */
    public static MavenRepository of(Path local, Path settings) {
        return new MavenRepository(local, List.of(), settings);
    }

    /** A local repository in {@code local}, filled from {@code remote} alone. */
    public static MavenRepository of(Path local, String remoteUrl) {
        return new MavenRepository(local,
                List.of(new RemoteRepository.Builder("linnet-remote", "default", remoteUrl).build()), null);
    }

    /** The files of the artifacts where all of them are in the local repository; costs a few file look-ups. */
    public Optional<List<Path>> find(List<String> coordinates) {
        Path root = root();
        var files = new ArrayList<Path>();
        for (String coordinate : coordinates) {
            Path file = root.resolve(layout(parse(coordinate)));
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            files.add(file);
        }
        return Optional.of(List.copyOf(files));
    }

    /**
     * The files of exactly these artifacts (not of what they depend on), fetched where they are missing.
     *
     * @throws ArtifactException where one cannot be had
     */
    public List<Path> resolve(List<String> coordinates, TransferListener listener) throws ArtifactException {
        var artifacts = coordinates.stream().map(MavenRepository::parse).toList();
        try {
            Files.createDirectories(root());
            synchronized (MavenRepository.class) { // a file lock keeps other processes out, not other threads
                try (var lock = FileChannel.open(root().resolve(LOCK), CREATE, WRITE); var held = lock.lock()) {
                    var present = find(coordinates); // another process may just have brought them
                    return held.isValid() && present.isPresent() ? present.get() : download(artifacts, listener);
                }
            }
        } catch (IOException failure) {
            throw new ArtifactException("Could not write to the local Maven repository '" + root() + "': "
                    + failure.getMessage(), failure);
        }
    }

    private List<Path> download(List<Artifact> artifacts, TransferListener listener) throws ArtifactException {
        try (Context maven = open(ContextOverrides.create().transferListener(listener))) {
            var requests = artifacts.stream()
                    .map(artifact -> new ArtifactRequest(artifact, maven.remoteRepositories(), null))
                    .toList();
            var results = maven.repositorySystem().resolveArtifacts(maven.repositorySystemSession(), requests);
            return results.stream().map(result -> result.getArtifact().getFile().toPath()).toList();
        } catch (ArtifactResolutionException failure) {
            throw new ArtifactException(sentence(failure), failure);
        }
    }

    /** Maven with these repositories. */
    Context open(ContextOverrides.Builder overrides) {
        overrides.withUserSettings(remotes.isEmpty());
        if (settings != null) {
            overrides.withUserSettingsXmlOverride(settings);
        }
        if (local != null) {
            overrides.withLocalRepositoryOverride(local);
        }
        if (!remotes.isEmpty()) {
            overrides.repositories(remotes).addRepositoriesOp(ContextOverrides.AddRepositoriesOp.REPLACE);
        }
        return Runtimes.INSTANCE.getRuntime().create(overrides.build());
    }

    /** The directory of the local repository. */
    public Path directory() {
        return root();
    }

    private Path root() {
        return local != null ? local : Path.of(System.getProperty("user.home"), ".m2", "repository");
    }

    private static Artifact parse(String coordinate) {
        try {
            return new DefaultArtifact(coordinate);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("'" + coordinate
                    + "' is not a Maven coordinate; write group:artifact[:extension[:classifier]]:version.", malformed);
        }
    }

    private static String layout(Artifact artifact) {
        String name = artifact.getArtifactId() + "-" + artifact.getVersion()
                + (artifact.getClassifier().isEmpty() ? "" : "-" + artifact.getClassifier()) + "."
                + artifact.getExtension();
        return String.join("/", artifact.getGroupId().replace('.', '/'), artifact.getArtifactId(),
                artifact.getVersion(), name);
    }

    private static String sentence(ArtifactResolutionException failure) {
        Set<String> missing = new LinkedHashSet<>();
        Set<String> reasons = new LinkedHashSet<>();
        for (ArtifactResult result : failure.getResults()) {
            if (!result.isMissing() && result.isResolved()) {
                continue;
            }
            missing.add(result.getRequest().getArtifact().toString());
            for (Exception exception : result.getExceptions()) {
                reasons.add(ResolutionFailure.reason(exception));
            }
        }
        return "Could not get " + String.join(", ", missing) + ": " + String.join("; ", reasons);
    }
}
