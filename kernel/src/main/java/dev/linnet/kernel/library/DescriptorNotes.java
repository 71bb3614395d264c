package dev.linnet.kernel.library;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.aether.AbstractRepositoryListener;
import org.eclipse.aether.RepositoryEvent;

/** Collects what is wrong with POMs that Maven passes over. */
final class DescriptorNotes extends AbstractRepositoryListener {
    private final List<String> sentences = new ArrayList<>();

    @Override
    public synchronized void artifactDescriptorMissing(RepositoryEvent event) {
        add(DependencyGraph.name(event.getArtifact()) + ":" + event.getArtifact().getVersion()
                + " has no POM; what it needs is unknown.");
    }

    @Override
    public synchronized void artifactDescriptorInvalid(RepositoryEvent event) {
        add("The POM of " + DependencyGraph.name(event.getArtifact()) + ":" + event.getArtifact().getVersion()
                + " cannot be used, so what it needs is unknown: " + ResolutionFailure.reason(event.getException()));
    }

    private void add(String sentence) {
        if (!sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }

    synchronized List<String> sentences() {
        return List.copyOf(sentences);
    }
}
