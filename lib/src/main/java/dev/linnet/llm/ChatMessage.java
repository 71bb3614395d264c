package dev.linnet.llm;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A message of a conversation.
 *
 * @param role  who speaks
 * @param parts texts and images in their order; at least one
 */
public record ChatMessage(Role role, List<ChatPart> parts) {
    /** Who speaks. */
    public enum Role {
        SYSTEM, USER, ASSISTANT
    }

    public ChatMessage {
        if (role == null) {
            throw new IllegalArgumentException("role: a message needs one");
        }
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts: a message needs a text or an image");
        }
    }

    /** How the model should behave. */
    public static ChatMessage system(String text) {
        return new ChatMessage(Role.SYSTEM, List.of(new ChatPart.Text(text)));
    }

    /** What the person says. */
    public static ChatMessage user(String text) {
        return new ChatMessage(Role.USER, List.of(new ChatPart.Text(text)));
    }

    /** What the person says and shows. */
    public static ChatMessage user(ChatPart... parts) {
        return new ChatMessage(Role.USER, List.of(parts));
    }

    /** What the model said. */
    public static ChatMessage assistant(String text) {
        return new ChatMessage(Role.ASSISTANT, List.of(new ChatPart.Text(text)));
    }

    /** The text parts, joined by line breaks; empty where there are images only. */
    public String text() {
        return parts.stream()
                .filter(ChatPart.Text.class::isInstance)
                .map(part -> ((ChatPart.Text) part).text())
                .collect(Collectors.joining("\n"));
    }
}
