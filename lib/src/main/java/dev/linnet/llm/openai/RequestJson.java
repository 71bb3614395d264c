package dev.linnet.llm.openai;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatPart;
import dev.linnet.llm.ChatRequest;
import java.util.Locale;

/** A request as the protocol has it. */
final class RequestJson {
    /** How servers used to call the limit of a reply's tokens; most still do. */
    static final String MAX_TOKENS = "max_tokens";
    /** How OpenAI's newer models call it, which refuse the other name. */
    static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

    private RequestJson() {}

    static String of(ChatRequest request, String model, boolean stream, String limitName) {
        var json = new JsonObject();
        json.addProperty("model", model);
        var messages = new JsonArray();
        request.messages().forEach(message -> messages.add(of(message)));
        json.add("messages", messages);
        request.temperature().ifPresent(value -> json.addProperty("temperature", value));
        request.maxTokens().ifPresent(value -> json.addProperty(limitName, value));
        request.seed().ifPresent(value -> json.addProperty("seed", value));
        if (!request.stop().isEmpty()) {
            var stop = new JsonArray();
            request.stop().forEach(stop::add);
            json.add("stop", stop);
        }
        request.logprobs().ifPresent(alternatives -> {
            json.addProperty("logprobs", true);
            if (alternatives > 0) {
                json.addProperty("top_logprobs", alternatives);
            }
        });
        if (stream) {
            json.addProperty("stream", true);
            var options = new JsonObject();
            options.addProperty("include_usage", true);
            json.add("stream_options", options);
        }
        return json.toString();
    }

    private static JsonObject of(ChatMessage message) {
        var json = new JsonObject();
        json.addProperty("role", message.role().name().toLowerCase(Locale.ROOT));
        if (message.parts().size() == 1 && message.parts().getFirst() instanceof ChatPart.Text only) {
            json.addProperty("content", only.text()); // all servers read this, and only some a list
            return json;
        }
        var content = new JsonArray();
        for (ChatPart part : message.parts()) {
            var piece = new JsonObject();
            switch (part) {
                case ChatPart.Text text -> {
                    piece.addProperty("type", "text");
                    piece.addProperty("text", text.text());
                }
                case ChatPart.Image image -> {
                    piece.addProperty("type", "image_url");
                    var address = new JsonObject();
                    address.addProperty("url", image.url());
                    piece.add("image_url", address);
                }
            }
            content.add(piece);
        }
        json.add("content", content);
        return json;
    }
}
