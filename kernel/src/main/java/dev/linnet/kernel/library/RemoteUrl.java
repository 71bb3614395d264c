package dev.linnet.kernel.library;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;

/** A repository as a person names it: {@code URL} or {@code ID=URL}. */
final class RemoteUrl {
    private static final Set<String> SCHEMES = Set.of("http", "https", "file");

    private RemoteUrl() {}

    /** Checks and parses. Snapshots are asked for each time: whoever names a repository wants what it holds now. */
    static RemoteRepository parse(String typed) {
        int equals = typed.indexOf('=');
        boolean named = equals > 0 && typed.substring(0, equals).matches("[\\w.-]+");
        var url = named ? typed.substring(equals + 1) : typed;
        try {
            var uri = new URI(url);
            if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())
                    || (uri.getHost() == null && !uri.getScheme().equals("file"))) {
                throw new IllegalArgumentException("\"" + url
                        + "\" is no repository's address; it begins with https://, http:// or file:// .");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + url + "\" is no repository's address: " + e.getReason() + ".", e);
        }
        var id = named
                ? typed.substring(0, equals)
                : url.replaceFirst("^\\w+:/+", "").replaceAll("[^\\w.-]+", "-").replaceAll("^-+|-+$", "");
        var policy = new RepositoryPolicy(true, RepositoryPolicy.UPDATE_POLICY_ALWAYS,
                RepositoryPolicy.CHECKSUM_POLICY_WARN);
        return new RemoteRepository.Builder(id, "default", url).setPolicy(policy).build();
    }
}
