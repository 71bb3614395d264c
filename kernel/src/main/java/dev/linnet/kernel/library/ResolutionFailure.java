package dev.linnet.kernel.library;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.model.building.ModelProblem;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.MetadataTransferException;
import org.eclipse.aether.transfer.RepositoryOfflineException;

/** Says which repository said what. */
final class ResolutionFailure {
    private ResolutionFailure() {}

    /** Sentences about the artifacts that were not had; {@code asked} are all repositories. */
    static String of(List<ArtifactResult> results, List<RemoteRepository> asked, boolean offline) {
        var sentences = new StringBuilder();
        for (var result : results) {
            if (result.isResolved()) {
                continue;
            }
            var artifact = result.getRequest().getArtifact();
            sentences.append(sentences.isEmpty() ? "" : "\n")
                    .append(artifact)
                    .append(" is in no repository:")
                    .append(answers(result.getExceptions(), asked, offline));
        }
        return sentences.toString();
    }

    private static String answers(List<Exception> exceptions, List<RemoteRepository> asked, boolean offline) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (var exception : exceptions) {
            if (exception instanceof ArtifactTransferException transfer && transfer.getRepository() != null) {
                answers.put(transfer.getRepository().getId(), answer(transfer, offline));
            }
        }
        if (exceptions.stream().anyMatch(RepositoryOfflineException.class::isInstance)) {
            asked.forEach(repository -> answers.putIfAbsent(repository.getId(), "was not asked, for this is offline"));
        }
        var text = new StringBuilder();
        for (var repository : asked) {
            var answer = answers.getOrDefault(repository.getId(),
                    offline ? "was not asked, for this is offline" : "does not have it");
            text.append("\n  ")
                    .append(repository.getId())
                    .append(" (")
                    .append(repository.getUrl())
                    .append(") ")
                    .append(answer);
        }
        return text.toString();
    }

    private static String answer(ArtifactTransferException exception, boolean offline) {
        Throwable root = root(exception);
        if (exception.getCause() instanceof RepositoryOfflineException || root instanceof RepositoryOfflineException) {
            return "was not asked, for this is offline";
        }
        if (exception instanceof ArtifactNotFoundException) {
            boolean remote = exception.getRepository() != null
                    && !exception.getRepository().getUrl().startsWith("file:");
            return offline && remote ? "was not asked, for this is offline" : "does not have it";
        }
        return "could not be asked: " + reason(exception);
    }

    /** The innermost reason in plain words. */
    static String reason(Throwable failure) {
        Throwable root = root(failure);
        return switch (root) {
            case ModelBuildingException model -> model.getProblems()
                    .stream()
                    .filter(problem -> problem.getSeverity() != ModelProblem.Severity.WARNING)
                    .map(ModelProblem::getMessage)
                    .collect(Collectors.joining("; "));
            // "host" or "host: why", depending on who looked it up
            case UnknownHostException unknown -> "no network (the host "
                    + String.valueOf(unknown.getMessage()).replaceFirst(":.*", "") + " is not found)";
            case ConnectException refused -> "no connection (" + refused.getMessage() + ")";
            case MetadataTransferException metadata when metadata.getRepository() != null -> metadata.getRepository()
                    .getId() + ": " + metadata.getMessage();
            default -> root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        };
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
