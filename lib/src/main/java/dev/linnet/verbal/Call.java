package dev.linnet.verbal;

import dev.linnet.llm.ChatMessage;
import java.util.List;

/**
 * One exchange with the model.
 *
 * @param role   what it was for
 * @param step   of the training, from 0
 * @param index  of the example in its batch or test set; 0 for the optimizer
 * @param number 1 for the first time that this was asked
 * @param prompt the whole conversation that was sent; pictures are left out
 * @param reply  what the model answered
 * @param defect why the reply could not be used; empty where it could
 * @param tokens read and written, as far as the model counts them
 */
public record Call(Role role, int step, int index, int number, List<Message> prompt, String reply, String defect,
        long tokens) {
    /** What a call is for. */
    public enum Role {
        EVALUATION, LEARNER, OPTIMIZER
    }

    /** Who says what. */
    public record Message(ChatMessage.Role role, String text) {}

    public Call {
        prompt = List.copyOf(prompt);
    }

    /** Whether the reply could be used. */
    public boolean accepted() {
        return defect.isEmpty();
    }
}
