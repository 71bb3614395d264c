package dev.linnet.llm.openai;

import dev.linnet.llm.ChatException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A server and how to ask it.
 *
 * @param base           where its API begins, such as {@code http://localhost:11434/v1}: no slash at the end, no user, no query
 * @param model          the model of requests that name none; empty where the server has only one
 * @param key            for servers that want one
 * @param connectTimeout the longest wait for a connection
 * @param timeout        the longest wait for a reply; with streaming, for the next piece of it
 * @param attempts       how often a request is tried in all where the server is busy, fails or is slow
 * @param concurrency    the most requests under way at once
 * @param price          what the server charges, where it does
 */
public record Endpoint(URI base, String model, Optional<ApiKey> key, Duration connectTimeout, Duration timeout,
        int attempts, int concurrency, Optional<Price> price) {
    /** The variable with the address. */
    public static final String BASE_URL = "OPENAI_BASE_URL";
    /** The variable with the key. */
    public static final String API_KEY = "OPENAI_API_KEY";
    /** The variable with the model's name. */
    public static final String MODEL = "OPENAI_MODEL";
    /** Where requests go if there is a key and no address. */
    public static final String DEFAULT_BASE_URL = "https://api.openai.com/v1";

    public Endpoint {
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(price, "price");
        if (model == null) {
            throw new IllegalArgumentException("model: null; give \"\" where the server has only one");
        }
        positive("connectTimeout", connectTimeout);
        positive("timeout", timeout);
        if (attempts < 1 || attempts > 100) {
            throw new IllegalArgumentException("attempts: " + attempts + " is not between 1 and 100");
        }
        if (concurrency < 1 || concurrency > 1000) {
            throw new IllegalArgumentException("concurrency: " + concurrency + " is not between 1 and 1000");
        }
    }

    private static void positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + Server.seconds(duration) + " is not between a moment and a day");
        }
    }

    /**
     * The server at an address, without a key: 10 s to connect, 120 s for a reply, 4 attempts, 8 requests at once.
     *
     * @throws ChatException where the address is none
     */
    public static Endpoint at(String baseUrl) {
        return new Endpoint(base(baseUrl), "", Optional.empty(), Duration.ofSeconds(10), Duration.ofMinutes(2), 4, 8,
                Optional.empty());
    }

    /**
     * What the environment says: {@value #BASE_URL} (with a key alone {@value #DEFAULT_BASE_URL}), {@value #API_KEY} and {@value #MODEL}.
     *
     * @return empty where neither an address nor a key is set
     * @throws ChatException where an address or a key is none
     */
    public static Optional<Endpoint> of(Map<String, String> environment) {
        String url = environment.getOrDefault(BASE_URL, "").strip();
        String key = environment.getOrDefault(API_KEY, "").strip();
        if (url.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        Endpoint endpoint = at(url.isEmpty() ? DEFAULT_BASE_URL : url)
                .withModel(environment.getOrDefault(MODEL, "").strip());
        return Optional.of(key.isEmpty() ? endpoint : endpoint.withKey(ApiKey.of(key, "the variable " + API_KEY)));
    }

    private static URI base(String typed) {
        String url = typed.strip().replaceAll("/+$", "").replaceAll("/chat/completions$", "");
        URI base;
        try {
            base = new URI(url);
        } catch (URISyntaxException e) {
            throw notAnAddress(url, null); // the exception would repeat what may hold a password
        }
        boolean web = "http".equalsIgnoreCase(base.getScheme()) || "https".equalsIgnoreCase(base.getScheme());
        if (!web || base.getHost() == null) {
            throw notAnAddress(url, base);
        }
        if (base.getPort() == 0 || base.getPort() > 65_535) {
            throw new ChatException(ChatException.Kind.NOT_CONFIGURED, "The address of the server at " + base.getHost()
                    + " has the port " + base.getPort() + "; it must be 1 to 65535.");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new ChatException(ChatException.Kind.NOT_CONFIGURED, "The address of the server at "
                    + base.getHost() + " holds a user, a query or a fragment; give the bare address, and the key in "
                    + API_KEY + ".");
        }
        return base;
    }

    private static ChatException notAnAddress(String url, URI parsed) {
        String shown = url.contains("@") || url.contains("?") ? "what was given" : "\"" + url + "\"";
        String guess = parsed != null && shown.startsWith("\"") && !url.contains("//") && !url.isEmpty()
                ? " Did you mean http://" + url + "?"
                : "";
        return new ChatException(ChatException.Kind.NOT_CONFIGURED, "A server's address is something like"
                + " http://localhost:11434/v1 or " + DEFAULT_BASE_URL + ", not " + shown + "." + guess);
    }

    public Endpoint withModel(String name) {
        return new Endpoint(base, name, key, connectTimeout, timeout, attempts, concurrency, price);
    }

    public Endpoint withKey(ApiKey value) {
        return new Endpoint(base, model, Optional.of(value), connectTimeout, timeout, attempts, concurrency, price);
    }

    public Endpoint withTimeouts(Duration connecting, Duration replying) {
        return new Endpoint(base, model, key, connecting, replying, attempts, concurrency, price);
    }

    public Endpoint withAttempts(int most) {
        return new Endpoint(base, model, key, connectTimeout, timeout, most, concurrency, price);
    }

    public Endpoint withConcurrency(int most) {
        return new Endpoint(base, model, key, connectTimeout, timeout, attempts, most, price);
    }

    public Endpoint withPrice(Price charged) {
        return new Endpoint(base, model, key, connectTimeout, timeout, attempts, concurrency, Optional.of(charged));
    }

    /** Whether the key would travel unencrypted beyond this machine. */
    public boolean exposesKey() {
        return key.isPresent() && "http".equalsIgnoreCase(base.getScheme())
                && !base.getHost().matches("localhost|127\\.[\\d.]+|\\[::1\\]");
    }

    /** Its address and model. */
    @Override
    public String toString() {
        return (model.isEmpty() ? "" : model + " at ") + base;
    }
}
