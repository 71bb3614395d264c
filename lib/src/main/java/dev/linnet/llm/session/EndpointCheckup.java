package dev.linnet.llm.session;

import dev.linnet.display.checkup.Checkup;
import dev.linnet.display.checkup.Finding;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.openai.Endpoint;
import dev.linnet.llm.openai.OpenAiModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the server of language models that the environment names for its models. */
public final class EndpointCheckup implements Checkup {
    private static final String SUBJECT = "LLM endpoint";
    private static final String ENABLES = "%llm, %%llm and Llm.model() ask it.";
    private static final String WITHOUT = "No language model is asked; recorded conversations replay without one.";
    private static final Duration CONNECTING = Duration.ofSeconds(3);
    private static final Duration REPLYING = Duration.ofSeconds(5);

    @Override
    public Finding look(Map<String, String> environment) {
        try {
            Optional<Endpoint> configured = Endpoint.of(environment);
            if (configured.isEmpty()) {
                return new Finding(SUBJECT, false,
                        "neither " + Endpoint.BASE_URL + " nor " + Endpoint.API_KEY + " is set", WITHOUT,
                        "set " + Endpoint.BASE_URL + " (and " + Endpoint.API_KEY + ", " + Endpoint.MODEL
                                + ") to those of any OpenAI-compatible server, such as http://localhost:11434/v1");
            }
            return asked(configured.get().withTimeouts(CONNECTING, REPLYING).withAttempts(1));
        } catch (ChatException failure) {
            return new Finding(SUBJECT, false, failure.getMessage(), WITHOUT, "");
        }
    }

    private static Finding asked(Endpoint endpoint) {
        String where = endpoint + (endpoint.key().isPresent() ? ", with a key" : ", without a key");
        List<String> models;
        try {
            models = new OpenAiModel(endpoint).models();
        } catch (ChatException failure) {
            if (failure.kind() == ChatException.Kind.NOT_FOUND) {
                return new Finding(SUBJECT, true, where + "; it does not list its models", ENABLES, "");
            }
            throw failure;
        }
        String some = String.join(", ", models.subList(0, Math.min(5, models.size())))
                + (models.size() > 5 ? " and " + (models.size() - 5) + " more" : "");
        String found = where + "; it has " + (models.isEmpty() ? "no models" : some);
        boolean chosen = endpoint.model().isEmpty() ? models.size() == 1 : models.contains(endpoint.model());
        return new Finding(SUBJECT, true, found, ENABLES,
                chosen ? "" : "set " + Endpoint.MODEL + " to a model that it has");
    }
}
