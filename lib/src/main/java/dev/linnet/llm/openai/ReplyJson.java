package dev.linnet.llm.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.linnet.llm.ChatReply.FinishReason;
import dev.linnet.llm.TokenLogprob;
import dev.linnet.llm.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What servers say, as the protocol has it; what a server leaves out or has as null is empty. */
final class ReplyJson {
    private ReplyJson() {}

    /** An object, or empty where the text is none. */
    static Optional<JsonObject> object(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            return json.isJsonObject() ? Optional.of(json.getAsJsonObject()) : Optional.empty();
        } catch (JsonParseException | IllegalStateException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    static Optional<JsonObject> object(JsonObject json, String name) {
        return json.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    static List<JsonObject> objects(JsonObject json, String name) {
        var objects = new ArrayList<JsonObject>();
        if (json.get(name) instanceof JsonArray array) {
            array.forEach(element -> {
                if (element instanceof JsonObject object) {
                    objects.add(object);
                }
            });
        }
        return objects;
    }

    static Optional<String> text(JsonObject json, String name) {
        JsonElement value = json.get(name);
        return value != null && value.isJsonPrimitive() ? Optional.of(value.getAsString()) : Optional.empty();
    }

    static Optional<Double> number(JsonObject json, String name) {
        JsonElement value = json.get(name);
        if (value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
            double number = value.getAsDouble();
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        }
        return Optional.empty();
    }

    /** A message's content: a text, or a list of parts with texts. */
    static String content(JsonObject message) {
        if (message.get("content") instanceof JsonArray) {
            var text = new StringBuilder();
            objects(message, "content").forEach(part -> text(part, "text").ifPresent(text::append));
            return text.toString();
        }
        return text(message, "content").orElse("");
    }

    static Optional<FinishReason> finish(JsonObject choice) {
        return text(choice, "finish_reason").map(reason -> switch (reason) {
            case "stop" -> FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        });
    }

    static Optional<TokenUsage> usage(JsonObject reply) {
        return object(reply, "usage").flatMap(usage -> {
            var read = number(usage, "prompt_tokens");
            var written = number(usage, "completion_tokens");
            return read.isEmpty() && written.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TokenUsage(Math.max(0, read.orElse(0.0).longValue()),
                            Math.max(0, written.orElse(0.0).longValue())));
        });
    }

    static List<TokenLogprob> logprobs(JsonObject choice) {
        var tokens = new ArrayList<TokenLogprob>();
        object(choice, "logprobs").ifPresent(all -> objects(all, "content").forEach(one -> {
            var alternatives = new ArrayList<TokenLogprob.Alternative>();
            objects(one, "top_logprobs").forEach(other -> alternatives
                    .add(new TokenLogprob.Alternative(text(other, "token").orElse(""), logprob(other))));
            tokens.add(new TokenLogprob(text(one, "token").orElse(""), logprob(one), alternatives));
        }));
        return tokens;
    }

    private static double logprob(JsonObject token) {
        return number(token, "logprob").orElse(Double.NaN);
    }
}
