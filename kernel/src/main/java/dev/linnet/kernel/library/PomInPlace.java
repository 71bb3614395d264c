package dev.linnet.kernel.library;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.WorkspaceReader;
import org.eclipse.aether.repository.WorkspaceRepository;

/** Shows one POM file to Maven as if it were in a repository, under a coordinate of its own. */
final class PomInPlace implements WorkspaceReader {
    static final Artifact COORDINATE = new DefaultArtifact("linnet", "pom-of-this-notebook", "pom", "1");

    private final Path pom;
    private final WorkspaceRepository repository = new WorkspaceRepository("notebook");

    PomInPlace(Path pom) {
        this.pom = pom;
    }

    @Override
    public WorkspaceRepository getRepository() {
        return repository;
    }

    @Override
    public File findArtifact(Artifact artifact) {
        return artifact.getGroupId().equals(COORDINATE.getGroupId())
                && artifact.getArtifactId().equals(COORDINATE.getArtifactId()) ? pom.toFile() : null;
    }

    @Override
    public List<String> findVersions(Artifact artifact) {
        return List.of();
    }
}
