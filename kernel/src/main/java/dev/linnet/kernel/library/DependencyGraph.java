package dev.linnet.kernel.library;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.Set;

import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.util.graph.transformer.ConflictResolver;

/** A resolved graph that still holds the versions that lost: what is taken, and what was not and why. */
final class DependencyGraph {
    private final DependencyRequest.Scope scope;
    private final List<Dependency> taken = new ArrayList<>();
    private final Map<DependencyNode, String> parents = new HashMap<>();
    private final List<DependencyNode> lost = new ArrayList<>();

    DependencyGraph(DependencyNode root, DependencyRequest.Scope scope) {
        this.scope = scope;
        for (var child : root.getChildren()) {
            visit(child, null);
        }
    }

    private void visit(DependencyNode node, String parent) {
        parents.put(node, parent);
        if (node.getData().get(ConflictResolver.NODE_DATA_WINNER) != null) {
            lost.add(node);
            return;
        }
        if (!scope.holds(node.getDependency().getScope())) {
            return;
        }
        if (!node.getArtifact().getExtension().equals("pom")) {
            taken.add(node.getDependency());
        }
        for (var child : node.getChildren()) {
            visit(child, name(node.getArtifact()) + ":" + node.getArtifact().getBaseVersion());
        }
    }

    /** In the order of the class path. */
    List<Dependency> taken() {
        return taken;
    }

    /** Each pair of versions once. */
    List<Dependencies.Conflict> conflicts() {
        Set<Dependencies.Conflict> conflicts = new LinkedHashSet<>();
        Set<String> told = new LinkedHashSet<>();
        for (var node : lost) {
            var winner = (DependencyNode) node.getData().get(ConflictResolver.NODE_DATA_WINNER);
            var left = node.getArtifact().getBaseVersion();
            var won = winner.getArtifact().getBaseVersion();
            if (parents.containsKey(winner) && !left.equals(won) && told.add(name(node.getArtifact()) + ":" + left)) {
                conflicts.add(new Dependencies.Conflict(name(node.getArtifact()), won, parents.get(winner), left,
                        parents.get(node)));
            }
        }
        return List.copyOf(conflicts);
    }

    static String name(Artifact artifact) {
        return artifact.getGroupId() + ":" + artifact.getArtifactId();
    }
}
