package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatModel;

/** The optimizer: a language model that reads a description, a batch, the outputs and the targets, and writes a better description. */
public final class Optimizer {
    private final VerbalTask task;
    private final VerbalConfig config;
    private final ModelCalls calls;

    Optimizer(VerbalTask task, VerbalConfig config, ModelCalls calls) {
        this.task = task;
        this.config = config;
        this.calls = calls;
    }

    /** An optimizer that keeps no record. */
    public static Optimizer of(VerbalTask task, ChatModel model, VerbalConfig config) {
        return new Optimizer(task, config, new ModelCalls(model, config, _ -> {}));
    }

    /**
     * A description that should do better on the batch.
     *
     * @param last the exchange of the step before; shown to the model where the configuration has a memory
     * @throws UnreadableReplyException where none of the replies could be read
     */
    public Improvement improve(String description, List<Prediction> batch, Optional<Improvement.Exchange> last) {
        return improve(description, batch, last, 0);
    }

    Improvement improve(String description, List<Prediction> batch, Optional<Improvement.Exchange> last, int step) {
        return ask(PromptTemplates.optimizer(task, description, batch.stream().map(Prediction::example).toList(),
                batch.stream().map(Prediction::output).toList()), last, step);
    }

    /** A description of examples as they are, without any outputs of the model. */
    public Improvement direct(String description, List<Example> examples) {
        return ask(PromptTemplates.optimizer(task, description, examples, List.of()), Optional.empty(), 0);
    }

    private Improvement ask(ChatMessage prompt, Optional<Improvement.Exchange> last, int step) {
        List<ChatMessage> before = new ArrayList<>(List.of(PromptTemplates.system()));
        if (config.memory() == 1 && last.isPresent()) {
            before.add(ChatMessage.user(last.get().prompt()));
            before.add(ChatMessage.assistant(last.get().reply()));
        }
        var answer = calls.ask(Call.Role.OPTIMIZER, step, 0, before, prompt,
                reply -> ReplyParser.newDescription(reply, config.descriptionLimit()));
        return new Improvement(answer.value(), ReplyParser.reasoning(answer.reply()),
                new Improvement.Exchange(prompt.text(), answer.reply()));
    }
}
