package dev.linnet.llm;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a model is asked. What is empty is left to the server.
 *
 * @param model       the model's name; empty for the one that is configured
 * @param messages    the conversation so far; at least one message
 * @param temperature from 0, always the likeliest word, to 2
 * @param maxTokens   the most tokens of the reply
 * @param seed        for a reply that can be had again, where the server keeps it
 * @param stop        texts before which the reply ends, at most 4
 * @param logprobs    wants the logarithm of each token's probability, with so many alternatives, 0 to 20; some servers only
 */
public record ChatRequest(String model, List<ChatMessage> messages, OptionalDouble temperature, OptionalInt maxTokens,
        OptionalLong seed, List<String> stop, OptionalInt logprobs) {
    public ChatRequest {
        if (model == null) {
            throw new IllegalArgumentException("model: null; give \"\" for the one that is configured");
        }
        messages = List.copyOf(messages);
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("messages: a request needs at least one");
        }
        double warmth = temperature.orElse(0);
        if (!(warmth >= 0 && warmth <= 2)) {
            throw new IllegalArgumentException("temperature: " + warmth + " is not between 0 and 2");
        }
        if (maxTokens.orElse(1) < 1) {
            throw new IllegalArgumentException("maxTokens: " + maxTokens.getAsInt() + " is less than 1");
        }
        stop = List.copyOf(stop);
        if (stop.size() > 4 || stop.contains("")) {
            throw new IllegalArgumentException("stop: " + stop + "; give up to 4 texts that are not empty");
        }
        if (logprobs.orElse(0) < 0 || logprobs.orElse(0) > 20) {
            throw new IllegalArgumentException("logprobs: " + logprobs.getAsInt() + " is not between 0 and 20");
        }
    }

    /** A conversation for the model that is configured. */
    public static ChatRequest of(List<ChatMessage> messages) {
        return new ChatRequest("", messages, OptionalDouble.empty(), OptionalInt.empty(), OptionalLong.empty(),
                List.of(), OptionalInt.empty());
    }

    /** A conversation for the model that is configured. */
    public static ChatRequest of(ChatMessage... messages) {
        return of(List.of(messages));
    }

    /** One question for the model that is configured. */
    public static ChatRequest of(String question) {
        return of(ChatMessage.user(question));
    }

    public ChatRequest withModel(String name) {
        return new ChatRequest(name, messages, temperature, maxTokens, seed, stop, logprobs);
    }

    public ChatRequest withMessages(List<ChatMessage> conversation) {
        return new ChatRequest(model, conversation, temperature, maxTokens, seed, stop, logprobs);
    }

    public ChatRequest withTemperature(double value) {
        return new ChatRequest(model, messages, OptionalDouble.of(value), maxTokens, seed, stop, logprobs);
    }

    public ChatRequest withMaxTokens(int most) {
        return new ChatRequest(model, messages, temperature, OptionalInt.of(most), seed, stop, logprobs);
    }

    public ChatRequest withSeed(long value) {
        return new ChatRequest(model, messages, temperature, maxTokens, OptionalLong.of(value), stop, logprobs);
    }

    public ChatRequest withStop(String... texts) {
        return new ChatRequest(model, messages, temperature, maxTokens, seed, List.of(texts), logprobs);
    }

    public ChatRequest withLogprobs(int alternatives) {
        return new ChatRequest(model, messages, temperature, maxTokens, seed, stop, OptionalInt.of(alternatives));
    }
}
