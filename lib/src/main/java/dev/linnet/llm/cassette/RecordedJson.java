package dev.linnet.llm.cassette;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatPart;
import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.Secrets;
import dev.linnet.llm.TokenLogprob;
import dev.linnet.llm.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Requests and replies as a cassette has them: without secrets, a request with its names in alphabetical order. */
final class RecordedJson {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping()
            .setStrictness(Strictness.STRICT)
            .create();

    private RecordedJson() {}

    static String line(JsonElement json) {
        return GSON.toJson(json);
    }

    /**
     * Reads a line.
     *
     * @throws JsonParseException where it is no JSON object
     */
    static JsonObject object(String line) {
        JsonObject json = GSON.fromJson(line, JsonObject.class);
        if (json == null) {
            throw new JsonParseException("it is empty");
        }
        return json;
    }

    /** The canonical form: the same for equal requests, whatever key the server was asked with. */
    static JsonObject of(ChatRequest request) {
        var json = new JsonObject();
        request.logprobs().ifPresent(value -> json.addProperty("logprobs", value));
        request.maxTokens().ifPresent(value -> json.addProperty("maxTokens", value));
        var messages = new JsonArray();
        for (ChatMessage message : request.messages()) {
            var parts = new JsonArray();
            for (ChatPart part : message.parts()) {
                var piece = new JsonObject();
                switch (part) {
                    case ChatPart.Text text -> piece.addProperty("text", Secrets.removedFrom(text.text()));
                    case ChatPart.Image image -> piece.addProperty("image", Secrets.removedFrom(image.url()));
                }
                parts.add(piece);
            }
            var one = new JsonObject();
            one.add("parts", parts);
            one.addProperty("role", message.role().name().toLowerCase(Locale.ROOT));
            messages.add(one);
        }
        json.add("messages", messages);
        json.addProperty("model", request.model());
        request.seed().ifPresent(value -> json.addProperty("seed", value));
        if (!request.stop().isEmpty()) {
            var stop = new JsonArray();
            request.stop().forEach(text -> stop.add(Secrets.removedFrom(text)));
            json.add("stop", stop);
        }
        request.temperature().ifPresent(value -> json.addProperty("temperature", value));
        return json;
    }

    /** SHA-256 of the canonical form's UTF-8, in hexadecimal. */
    static String key(JsonObject request) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(line(request).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has it
        }
    }

    static JsonObject of(ChatReply reply) {
        var json = new JsonObject();
        String text = Secrets.removedFrom(reply.text());
        json.addProperty("text", text);
        json.addProperty("finish", reply.finish().name());
        reply.usage().ifPresent(usage -> {
            json.addProperty("prompt", usage.prompt());
            json.addProperty("completion", usage.completion());
        });
        if (!reply.logprobs().isEmpty() && text.equals(reply.text())) { // tokens would give away what was removed
            var tokens = new JsonArray();
            for (TokenLogprob token : reply.logprobs()) {
                var one = token(token.token(), token.logprob());
                var others = new JsonArray();
                token.alternatives().forEach(other -> others.add(token(other.token(), other.logprob())));
                one.add("alternatives", others);
                tokens.add(one);
            }
            json.add("logprobs", tokens);
        }
        json.addProperty("model", reply.model());
        return json;
    }

    private static JsonObject token(String token, double logprob) {
        var json = new JsonObject();
        json.addProperty("token", token);
        if (Double.isFinite(logprob)) { // JSON has no others
            json.addProperty("logprob", logprob);
        }
        return json;
    }

    /** Reads what {@link #of(ChatReply)} wrote; throws one of many runtime exceptions where it is something else. */
    static ChatReply reply(JsonObject json) {
        List<TokenLogprob> tokens = new ArrayList<>();
        if (json.has("logprobs")) {
            for (JsonElement element : json.getAsJsonArray("logprobs")) {
                JsonObject one = element.getAsJsonObject();
                var others = new ArrayList<TokenLogprob.Alternative>();
                one.getAsJsonArray("alternatives")
                        .forEach(other -> others.add(new TokenLogprob.Alternative(
                                other.getAsJsonObject().get("token").getAsString(), logprob(other.getAsJsonObject()))));
                tokens.add(new TokenLogprob(one.get("token").getAsString(), logprob(one), others));
            }
        }
        Optional<TokenUsage> usage = json.has("prompt")
                ? Optional.of(new TokenUsage(json.get("prompt").getAsLong(), json.get("completion").getAsLong()))
                : Optional.empty();
        return new ChatReply(json.get("text").getAsString(),
                ChatReply.FinishReason.valueOf(json.get("finish").getAsString()), usage, tokens,
                json.get("model").getAsString());
    }

    private static double logprob(JsonObject token) {
        return token.has("logprob") ? token.get("logprob").getAsDouble() : Double.NaN;
    }
}
