package dev.linnet.llm.cassette;

import com.google.gson.JsonObject;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatException.Kind;
import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.cassette.CassetteFile.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A model that keeps what is asked and answered, or answers from what was kept.
 *
 * <p>A request is found by the SHA-256 of all that it holds; its model only where it names one, so that a request for the model that is
 * configured is found whichever that was. Equal requests get their replies in the order in which they were recorded, from the beginning
 * each time the cassette is opened; with {@link #repeatingLast} the last one again and again after that.
 *
 * <p>No key is ever in a request, and what in its messages and in replies is or looks like one is replaced before it is hashed and
 * written.
 */
public final class Cassette implements ChatModel, AutoCloseable {
    private final CassetteMode mode;
    private final ChatModel model;
    private final CassetteFile file;
    private final Map<String, List<ChatReply>> recorded = new HashMap<>();
    private final Map<String, JsonObject> requests = new LinkedHashMap<>();
    private final Map<String, Integer> turns = new HashMap<>();
    private boolean repeatLast;

    private Cassette(CassetteMode mode, ChatModel model, CassetteFile file) {
        this.mode = mode;
        this.model = model;
        this.file = file;
        if (file != null) {
            var entries = new ArrayList<>(file.entries());
            entries.sort(Comparator.comparingInt(Entry::turn));
            entries.forEach(entry -> recorded.computeIfAbsent(entry.key(), _ -> new ArrayList<>()).add(entry.reply()));
            file.entries().forEach(entry -> requests.put(entry.key(), entry.request()));
        }
    }

    /**
     * Opens a cassette.
     *
     * @param model asked where the mode says so
     * @throws ChatException where the file cannot be used, with a sentence: it is not there (replay), holds replies already (record), is
     *                       no cassette, of another version, damaged, or open elsewhere
     */
    public static Cassette open(Path path, CassetteMode mode, ChatModel model) {
        Objects.requireNonNull(model, "model");
        return switch (mode) {
            case OFF -> new Cassette(mode, model, null);
            case REPLAY -> new Cassette(mode, model, CassetteFile.read(path));
            case AUTO -> new Cassette(mode, model, CassetteFile.append(path));
            case RECORD -> {
                CassetteFile file = CassetteFile.append(path);
                int held = file.entries().size();
                if (held > 0) {
                    file.close();
                    throw new ChatException(Kind.CASSETTE, "The cassette " + path + " holds " + held
                            + (held == 1 ? " reply" : " replies")
                            + " already. Delete it to record anew, or choose the mode auto to add what is missing.");
                }
                yield new Cassette(mode, model, file);
            }
        };
    }

    /**
     * Opens a cassette that answers without a model.
     *
     * @throws ChatException where the file cannot be used, with a sentence
     */
    public static Cassette replay(Path path) {
        return open(path, CassetteMode.REPLAY, _ -> {
            throw new AssertionError("a replay asks no model");
        });
    }

    /** From now on the last reply to a request answers it as often as it is asked. */
    public Cassette repeatingLast() {
        synchronized (turns) {
            repeatLast = true;
        }
        return this;
    }

    @Override
    public ChatReply complete(ChatRequest request) {
        return find(request, _ -> {}, model::complete);
    }

    @Override
    public ChatReply complete(ChatRequest request, Consumer<String> pieces) {
        return find(request, pieces, one -> model.complete(one, pieces));
    }

    /** In replay 1, so that equal requests get their replies in the order of asking; else the model's. */
    @Override
    public int concurrency() {
        return mode == CassetteMode.REPLAY ? 1 : model.concurrency();
    }

    @Override
    public String description() {
        return switch (mode) {
            case OFF -> model.description();
            case REPLAY -> "replies from the cassette " + file.path();
            case RECORD, AUTO -> model.description() + ", with the cassette " + file.path();
        };
    }

    public CassetteMode mode() {
        return mode;
    }

    private ChatReply find(ChatRequest request, Consumer<String> pieces, Function<ChatRequest, ChatReply> ask) {
        if (mode == CassetteMode.OFF) {
            return ask.apply(request);
        }
        JsonObject canonical = RecordedJson.of(request);
        String key = RecordedJson.key(canonical);
        List<ChatReply> replies = recorded.getOrDefault(key, List.of());
        int turn;
        boolean repeats;
        synchronized (turns) {
            turn = turns.merge(key, 1, Integer::sum) - 1;
            repeats = repeatLast && !replies.isEmpty();
        }
        if (turn < replies.size() || repeats) {
            ChatReply reply = replies.get(Math.min(turn, replies.size() - 1));
            pieces.accept(reply.text());
            return reply;
        }
        if (mode == CassetteMode.REPLAY) {
            throw miss(request, canonical, replies.size());
        }
        ChatReply reply = ask.apply(request);
        file.add(new Entry(key, turn, canonical, reply));
        return reply;
    }

    private ChatException miss(ChatRequest request, JsonObject canonical, int known) {
        String prompt = request.messages().getLast().text().replaceAll("\\s+", " ").strip();
        String begin = "\"" + (prompt.length() > 120 ? prompt.substring(0, 120) + "..." : prompt) + "\"";
        if (known > 0) {
            return new ChatException(Kind.CASSETTE, "The cassette " + file.path() + " has " + known
                    + (known == 1 ? " reply" : " replies") + " to " + begin + ", and it is asked once more."
                    + " Record more, or call repeatingLast().");
        }
        String difference = RequestDiff.nearest(canonical, requests.values())
                .map(nearest -> " The nearest recorded request (-) differs from this one (+):\n"
                        + RequestDiff.of(nearest, canonical))
                .orElse(" It holds no replies at all.");
        return new ChatException(Kind.CASSETTE, "The cassette " + file.path() + " has no reply to " + begin
                + ". Record it with a model in the mode auto." + difference);
    }

    /** Frees the file; what was recorded is on the disk already. */
    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
