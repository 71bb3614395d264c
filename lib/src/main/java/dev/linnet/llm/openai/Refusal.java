package dev.linnet.llm.openai;

import com.google.gson.JsonObject;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatException.Kind;
import dev.linnet.llm.Secrets;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer that is an error: what the server says and what can be done.
 *
 * @param status  the HTTP status; 200 for an error in the middle of a stream
 * @param code    the server's word for it, or empty
 * @param message the server's sentence, without the key, at most {@value #LONGEST} characters
 */
record Refusal(int status, String code, String message) {
    static final int LONGEST = 500;

    /** Reads an error's body: OpenAI's object, its relatives' in other servers, or any text. */
    static Refusal of(int status, String body, Optional<ApiKey> key) {
        Optional<JsonObject> json = ReplyJson.object(body);
        Optional<JsonObject> error = json.map(all -> ReplyJson.object(all, "error").orElse(all));
        String message = error
                .flatMap(one -> ReplyJson.text(one, "message")
                        .or(() -> ReplyJson.text(one, "error"))
                        .or(() -> ReplyJson.text(one, "detail")))
                .orElse(body.replaceAll("(?s)<(head|style|script).*?</\\1>", " ").replaceAll("<[^<>]{0,200}>", " "));
        String code = error.map(one -> ReplyJson.text(one, "code").orElse("") + " "
                + ReplyJson.text(one, "type").orElse("") + " " + ReplyJson.text(one, "param").orElse("")).orElse("");
        return new Refusal(status, code.strip(), shortened(message, key));
    }

    /** On one line, without the key, not too long. */
    static String shortened(String text, Optional<ApiKey> key) {
        String line = text.substring(0, Math.min(text.length(), 8 * LONGEST)).replaceAll("\\s+", " ").strip();
        String safe = key.map(one -> one.removedFrom(line)).orElseGet(() -> Secrets.removedFrom(line));
        return safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST) + "...";
    }

    /** Whether the same request may succeed later. */
    boolean passes() {
        return (status == 429 && !code.contains("insufficient_quota")) || status >= 500;
    }

    /** Whether the server wants the reply's limit under its newer name. */
    boolean wantsOtherLimit() {
        return status == 400 && message.contains(RequestJson.MAX_COMPLETION_TOKENS);
    }

    private boolean isOfLength() {
        String all = (code + " " + message).toLowerCase(Locale.ROOT);
        return all.contains("context_length") || all.contains("context length")
                || all.contains("context size") || all.contains("context_size") || all.contains("context window")
                || all.contains("prompt is too long") || all.contains("too many tokens");
    }

    /** The error for the person who asked. */
    ChatException exception(Endpoint endpoint, String model) {
        String said = message.isEmpty() ? "" : ": " + message;
        String open = said.replaceAll("\\.+$", ""); // a sentence of ours follows
        if (status == 401 || status == 403) {
            String what = endpoint.key()
                    .map(key -> " refuses the key " + key)
                    .orElse(" wants a key; set " + Endpoint.API_KEY);
            return new ChatException(Kind.UNAUTHORISED, endpoint.base() + what + " (" + status + ")" + said);
        }
        if (status == 413 || (status == 400 && isOfLength())) {
            return new ChatException(Kind.CONTEXT_TOO_LONG, "The conversation is too long for " + named(model)
                    + " (" + status + ")" + open + ". Shorten the messages, or lower maxTokens.");
        }
        if (status == 404 && model.isEmpty()) {
            return new ChatException(Kind.NOT_FOUND, "There is nothing of the kind at " + endpoint.base() + " (404)"
                    + open + ". An address usually ends in /v1.");
        }
        if (status == 404) {
            return new ChatException(Kind.NOT_FOUND, endpoint.base() + " has no model \"" + model
                    + "\", or no chat at this address (404)" + open
                    + ". %llm models lists the models; an address usually ends in /v1.");
        }
        if (status == 429) {
            return new ChatException(Kind.TOO_MANY_REQUESTS, endpoint.base() + " takes no more requests now (429)"
                    + open + (passes() ? ". Wait, or lower the concurrency." : "."));
        }
        if (status >= 300 && status < 400) {
            return new ChatException(Kind.REFUSED, endpoint.base() + " sends elsewhere (" + status + ")" + open
                    + ". Set the address to where it is.");
        }
        if (status >= 500 || status < 300) {
            return new ChatException(Kind.SERVER_ERROR,
                    endpoint.base() + " failed (" + (status < 300 ? "in the middle of the reply" : "" + status) + ")"
                            + (said.isEmpty() ? "." : said));
        }
        return new ChatException(Kind.REFUSED, endpoint.base() + " refuses the request (" + status + ")" + said);
    }

    private static String named(String model) {
        return model.isEmpty() ? "the model" : model;
    }
}
