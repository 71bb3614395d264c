package dev.linnet.llm.openai;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** HTTP clients, one for each time that connecting may take; certificates are verified, redirections not followed. */
final class Connections {
    private static final Map<Duration, HttpClient> CLIENTS = new ConcurrentHashMap<>();
    /** Virtual threads that know nothing of the cell that first asked. */
    private static final Executor THREADS = task -> Thread.ofVirtual()
            .name("llm-http")
            .inheritInheritableThreadLocals(false)
            .start(task);

    private Connections() {}

    static HttpClient within(Duration connectTimeout) {
        return CLIENTS.computeIfAbsent(connectTimeout, timeout -> HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // small servers are confused by the offer of HTTP/2
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .executor(THREADS)
                .build());
    }
}
