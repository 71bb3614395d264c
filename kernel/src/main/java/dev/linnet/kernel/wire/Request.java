package dev.linnet.kernel.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A message that is being handled: its content, and the ways to answer it. */
final class Request {
    private final Message message;
    private final Channel channel;
    private final Codec codec;
    private final Iopub iopub;
    private volatile boolean replied;

    Request(Message message, Channel channel, Codec codec, Iopub iopub) {
        this.message = message;
        this.channel = channel;
        this.codec = codec;
        this.iopub = iopub;
    }

    Message message() {
        return message;
    }

    /** Where it arrived. */
    Channel channel() {
        return channel;
    }

    String type() {
        return message.header().type();
    }

    Fields content() {
        return message.fields();
    }

    /** Publishes a message with this request as its parent. */
    void publish(String type, Map<String, ?> content) {
        iopub.publish(message.headerFrame(), type, content);
    }

    void status(String executionState) {
        publish("status", Map.of("execution_state", executionState));
    }

    boolean expectsReply() {
        return type().endsWith("_request");
    }

    boolean replied() {
        return replied;
    }

    void reply(Map<String, ?> content) {
        reply(content, Map.of());
    }

    void reply(Map<String, ?> content, Map<String, ?> metadata) {
        replied = true;
        String type = type().substring(0, type().length() - "request".length()) + "reply";
        channel.send(codec.encode(message.identities(), codec.nextId(), type, message.headerFrame(), metadata, content,
                List.of()));
    }

    /** Replies {@code status: ok} and the given fields. */
    void replyOk(Object... namesAndValues) {
        var content = new LinkedHashMap<String, Object>();
        content.put("status", "ok");
        content.putAll(Iopub.content(namesAndValues));
        reply(content);
    }

    void replyError(String name, String sentence) {
        reply(Iopub.content("status", "error", "ename", name, "evalue", sentence, "traceback", List.of(sentence)));
    }

    /** Answers for a handler that failed; does nothing where a reply is already sent or none is expected. */
    void fail(Throwable thrown) {
        if (thrown instanceof BadRequestException) {
            Log.mistake(thrown.getMessage());
        } else {
            Log.defect("A " + type() + " failed", thrown);
        }
        if (expectsReply() && !replied) {
            String name = thrown instanceof BadRequestException ? "BadRequest" : thrown.getClass().getSimpleName();
            String sentence = sentence(thrown);
            if (type().equals("execute_request")) { // below a cell, front ends show what is published only
                publish("error", Iopub.content("ename", name, "evalue", sentence, "traceback", List.of(sentence)));
            }
            replyError(name, sentence);
        }
    }

    /** What a person should read of a throwable, also of one whose own methods fail. */
    static String sentence(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            if (message != null) {
                return message;
            }
        } catch (Throwable _) {
            // its class must do
        }
        return "The kernel met a " + thrown.getClass().getSimpleName() + " and goes on.";
    }
}
