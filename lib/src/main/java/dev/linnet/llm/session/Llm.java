package dev.linnet.llm.session;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.cassette.Cassette;
import dev.linnet.llm.cassette.CassetteMode;
import dev.linnet.llm.openai.ApiKey;
import dev.linnet.llm.openai.Endpoint;
import dev.linnet.llm.openai.OpenAiModel;
import dev.linnet.llm.openai.Spending;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The language model that is configured, one for the whole process: by {@value Endpoint#BASE_URL}, {@value Endpoint#API_KEY} and
 * {@value Endpoint#MODEL} in the environment, or here, or by {@code %llm}.
 *
 * <pre>{@code
 * Llm.use(Endpoint.at("http://localhost:11434/v1").withModel("llama3.2"));
 * Llm.model().complete(ChatRequest.of("Which bird sings at night?")).text()
 * }</pre>
 */
public final class Llm {
    /** What to do where there is none. */
    static final String REMEDY = "Set " + Endpoint.BASE_URL + " (and " + Endpoint.API_KEY + ", " + Endpoint.MODEL
            + ") to those of any OpenAI-compatible server, or type %llm --url http://localhost:11434/v1 --model NAME.";

    private static Map<String, String> environment = System.getenv();
    private static Endpoint chosen;
    private static Cassette cassette;
    private static final Map<String, OpenAiModel> ASKED = new LinkedHashMap<>();

    private Llm() {}

    /**
     * What to ask: the server, or the cassette that is in between. It follows later changes of the configuration.
     *
     * @throws ChatException where neither is configured, with what to do
     */
    public static ChatModel model() {
        synchronized (Llm.class) {
            if (cassette == null) {
                server(); // complains now rather than in the middle of the work
            }
        }
        return new Configured();
    }

    /** Whether {@link #model} has something to ask. */
    public static boolean isConfigured() {
        synchronized (Llm.class) {
            return cassette != null || endpoint().isPresent();
        }
    }

    /** The server. */
    public static synchronized Optional<Endpoint> endpoint() {
        return chosen != null ? Optional.of(chosen) : Endpoint.of(environment);
    }

    /** From now on this server is asked. */
    public static synchronized void use(Endpoint endpoint) {
        chosen = endpoint;
        ASKED.computeIfPresent(endpoint.toString(), (_, known) -> known.withSettings(endpoint)); // a price counts at once
    }

    /** Gives the server its key: {@code Llm.key(password("Key: "))} asks for it without its being seen or kept in the notebook. */
    public static synchronized void key(String key) {
        use(endpoint().orElseThrow(Llm::missing).withKey(ApiKey.of(key, "Llm.key")));
    }

    /**
     * From now on replies are recorded, replayed or both; {@link CassetteMode#OFF} ends it. An earlier cassette is closed.
     *
     * @throws ChatException where the file cannot be used
     */
    public static synchronized void cassette(Path file, CassetteMode mode) {
        if (cassette != null) {
            cassette.close();
            cassette = null;
        }
        if (mode != CassetteMode.OFF) {
            cassette = Cassette.open(file, mode, new Server());
        }
    }

    /** The cassette in between. */
    public static synchronized Optional<Cassette> cassette() {
        return Optional.ofNullable(cassette);
    }

    /** What was asked of each server and model in this process, whose names are the keys. */
    public static synchronized Map<String, Spending> spending() {
        var spending = new LinkedHashMap<String, Spending>();
        ASKED.forEach((name, model) -> spending.put(name, model.spending()));
        return spending;
    }

    /** Forgets what was set here: the environment counts again, and no cassette is in between. */
    public static synchronized void reset() {
        chosen = null;
        cassette(null, CassetteMode.OFF);
    }

    /** The environment as a session has it: with what {@code %env} has set. */
    static synchronized void environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
    }

    static synchronized OpenAiModel server() {
        Endpoint endpoint = endpoint().orElseThrow(Llm::missing);
        return ASKED.compute(endpoint.toString(), (_, known) -> known == null
                ? new OpenAiModel(endpoint)
                : known.endpoint().equals(endpoint) ? known : known.withSettings(endpoint));
    }

    private static ChatException missing() {
        return new ChatException(ChatException.Kind.NOT_CONFIGURED, "No language model is configured. " + REMEDY);
    }

    private static synchronized ChatModel current() {
        return cassette != null ? cassette : server();
    }

    /** The server as it is configured when it is asked. */
    private static final class Server implements ChatModel {
        @Override
        public ChatReply complete(ChatRequest request) {
            return server().complete(request);
        }

        @Override
        public ChatReply complete(ChatRequest request, Consumer<String> pieces) {
            return server().complete(request, pieces);
        }

        @Override
        public int concurrency() {
            return endpoint().map(Endpoint::concurrency).orElse(1);
        }

        @Override
        public String description() {
            return endpoint().map(Endpoint::toString).orElse("no server");
        }
    }

    /** What is configured when it is asked. */
    private static final class Configured implements ChatModel {
        @Override
        public ChatReply complete(ChatRequest request) {
            return current().complete(request);
        }

        @Override
        public ChatReply complete(ChatRequest request, Consumer<String> pieces) {
            return current().complete(request, pieces);
        }

        @Override
        public int concurrency() {
            return current().concurrency();
        }

        @Override
        public String description() {
            return current().description();
        }
    }
}
