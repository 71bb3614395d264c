package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.TokenUsage;

/** Asks a model until its reply can be read, and hands every exchange to a listener. */
final class ModelCalls {
    /** A reply that could be read, and what it says. */
    record Answer<T>(String reply, T value) {}

    private final ChatModel model;
    private final VerbalConfig config;
    private final Consumer<Call> listener;

    ModelCalls(ChatModel model, VerbalConfig config, Consumer<Call> listener) {
        this.model = model;
        this.config = config;
        this.listener = listener;
    }

    ChatModel model() {
        return model;
    }

    /**
     * Asks at most {@link VerbalConfig#tries} times, each time with another seed and with what was wrong with the last reply.
     *
     * @throws UnreadableReplyException where none could be read
     */
    <T> Answer<T> ask(Call.Role role, int step, int index, List<ChatMessage> before, ChatMessage prompt,
            Function<String, T> reader) {
        String defect = "";
        for (int number = 1; number <= config.tries(); number++) {
            var messages = new ArrayList<ChatMessage>(before);
            messages.add(number == 1 ? prompt : PromptTemplates.complaint(prompt, defect));
            var request = ChatRequest.of(messages).withSeed(config.seed() + number - 1);
            if (config.temperature().isPresent()) {
                request = request.withTemperature(config.temperature().getAsDouble());
            }
            String reply = "";
            long tokens = 0;
            T value = null;
            try {
                var answered = model.complete(request);
                reply = answered.text();
                tokens = answered.usage().orElse(TokenUsage.NONE).total();
                value = reader.apply(reply);
                defect = "";
            } catch (UnreadableReplyException e) {
                defect = e.getMessage();
            } catch (ChatException e) {
                if (e.kind() != ChatException.Kind.EMPTY_REPLY) {
                    throw e;
                }
                defect = "the reply is empty";
            }
            listener.accept(new Call(role, step, index, number, messages.stream()
                    .map(m -> new Call.Message(m.role(), m.text()))
                    .toList(), reply, defect, tokens));
            if (defect.isEmpty()) {
                return new Answer<>(reply, value);
            }
        }
        throw new UnreadableReplyException("None of " + config.tries() + " replies of " + model.description()
                + " could be read; of the last one, " + defect
                + ". Try another model, or raise tries in the configuration.");
    }
}
