package dev.linnet.llm.session;

import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellProblem;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.cassette.CassetteMode;
import dev.linnet.llm.openai.ApiKey;
import dev.linnet.llm.openai.Endpoint;
import dev.linnet.llm.openai.Price;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One {@code %llm} or {@code %%llm}. */
final class LlmCommand {
    /** Longer than any key. */
    private static final long MOST_KEY_BYTES = 10_000;

    private final CellCall call;
    private final CellHost host;

    LlmCommand(CellCall call, CellHost host) {
        this.call = call;
        this.host = host;
    }

    Object run() throws CellProblem {
        for (String option : List.of(LlmLanguage.SYSTEM, LlmLanguage.TEMPERATURE, LlmLanguage.MAX_TOKENS,
                LlmLanguage.SEED)) {
            if (call.has(option)) {
                throw new CellProblem(option + " belongs to a request: give it to %%llm.");
            }
        }
        try {
            Llm.environment(host.environment());
            String command = call.arguments().isEmpty() ? "" : call.arguments().getFirst();
            if (!command.isEmpty() && !LlmLanguage.COMMANDS.contains(command)) {
                throw new CellProblem("%llm has no command " + command + "; there are: "
                        + String.join(", ", LlmLanguage.COMMANDS) + ".");
            }
            if (command.equals("reset")) {
                Llm.reset();
            }
            configure();
            if (command.equals("models")) {
                Llm.server().models().forEach(System.out::println);
            } else {
                System.out.println(state());
            }
            return null;
        } catch (ChatException | IllegalArgumentException e) {
            throw new CellProblem(e.getMessage(), e);
        }
    }

    Object ask(String body) throws CellProblem {
        if (body.isBlank()) {
            throw new CellProblem("%%llm asks what stands in the cell, and there is nothing.");
        }
        try {
            Llm.environment(host.environment());
            configure();
            var messages = new ArrayList<ChatMessage>();
            call.value(LlmLanguage.SYSTEM).ifPresent(text -> messages.add(ChatMessage.system(text)));
            messages.add(ChatMessage.user(body.strip()));
            var request = new ChatRequest("", messages,
                    call.has(LlmLanguage.TEMPERATURE)
                            ? OptionalDouble.of(number(LlmLanguage.TEMPERATURE))
                            : OptionalDouble.empty(),
                    call.has(LlmLanguage.MAX_TOKENS)
                            ? OptionalInt.of((int) whole(LlmLanguage.MAX_TOKENS, Integer.MAX_VALUE))
                            : OptionalInt.empty(),
                    call.has(LlmLanguage.SEED)
                            ? OptionalLong.of(whole(LlmLanguage.SEED, Long.MAX_VALUE))
                            : OptionalLong.empty(),
                    List.of(), OptionalInt.empty());
            var reply = Llm.model().complete(request, System.out::print);
            System.out.println(reply.finish() == dev.linnet.llm.ChatReply.FinishReason.LENGTH
                    ? "\n(The reply reached its longest length.)"
                    : "");
            return null;
        } catch (ChatException | IllegalArgumentException e) {
            throw new CellProblem(e.getMessage(), e);
        }
    }

    private void configure() throws CellProblem {
        if (call.has(LlmLanguage.KEY_ENV) && call.has(LlmLanguage.KEY_FILE)) {
            throw new CellProblem(LlmLanguage.KEY_ENV + " and " + LlmLanguage.KEY_FILE
                    + " each say where the key is; give one of them.");
        }
        Optional<Endpoint> before = Llm.endpoint();
        Endpoint endpoint = call.has(LlmLanguage.URL)
                ? moved(before, Endpoint.at(call.value(LlmLanguage.URL).orElseThrow()))
                : before.orElse(null);
        if (endpoint == null) {
            for (String option : List.of(LlmLanguage.MODEL, LlmLanguage.KEY_ENV, LlmLanguage.KEY_FILE,
                    LlmLanguage.TIMEOUT, LlmLanguage.ATTEMPTS, LlmLanguage.CONCURRENCY, LlmLanguage.PRICE)) {
                if (call.has(option)) {
                    throw new CellProblem(option + " is about a server, and none is set: give " + LlmLanguage.URL
                            + " as well.");
                }
            }
        } else {
            endpoint = changed(endpoint);
            if (!Optional.of(endpoint).equals(before)) {
                Llm.use(endpoint);
            }
        }
        if (call.has(LlmLanguage.MODE) && !call.has(LlmLanguage.CASSETTE)
                && !call.value(LlmLanguage.MODE).orElseThrow().equals("off")) {
            throw new CellProblem(LlmLanguage.MODE + " needs " + LlmLanguage.CASSETTE + " FILE.");
        }
        if (call.has(LlmLanguage.CASSETTE) || call.has(LlmLanguage.MODE)) {
            Llm.cassette(host.workingDirectory().resolve(call.value(LlmLanguage.CASSETTE).orElse("")),
                    CassetteMode.valueOf(call.value(LlmLanguage.MODE).orElse("auto").toUpperCase(Locale.ROOT)));
        }
    }

    /** Another address keeps the settings, but not a key that is for another machine. */
    private static Endpoint moved(Optional<Endpoint> before, Endpoint to) {
        if (before.isEmpty()) {
            return to;
        }
        Endpoint from = before.get();
        boolean same = from.base().equals(to.base());
        boolean sameMachine = from.base().getScheme().equals(to.base().getScheme())
                && from.base().getAuthority().equals(to.base().getAuthority());
        return new Endpoint(to.base(), same ? from.model() : "", sameMachine ? from.key() : Optional.empty(),
                from.connectTimeout(), from.timeout(), from.attempts(), from.concurrency(),
                same ? from.price() : Optional.empty());
    }

    private Endpoint changed(Endpoint endpoint) throws CellProblem {
        Endpoint changed = endpoint;
        if (call.has(LlmLanguage.MODEL)) {
            changed = changed.withModel(call.value(LlmLanguage.MODEL).orElseThrow());
        }
        if (call.has(LlmLanguage.KEY_ENV)) {
            String name = call.value(LlmLanguage.KEY_ENV).orElseThrow();
            String key = host.environment().get(name);
            if (key == null) { // the name may be a key by mistake, and is not repeated
                throw new CellProblem(LlmLanguage.KEY_ENV
                        + " takes the name of a variable of the environment, and there is none of the given name.");
            }
            changed = changed.withKey(ApiKey.of(key, "the variable " + name));
        }
        if (call.has(LlmLanguage.KEY_FILE)) {
            changed = changed.withKey(keyIn(call.value(LlmLanguage.KEY_FILE).orElseThrow()));
        }
        if (call.has(LlmLanguage.TIMEOUT)) {
            changed = changed.withTimeouts(changed.connectTimeout(),
                    Duration.ofMillis((long) (1000 * Math.min(number(LlmLanguage.TIMEOUT), 1e9))));
        }
        if (call.has(LlmLanguage.ATTEMPTS)) {
            changed = changed.withAttempts((int) whole(LlmLanguage.ATTEMPTS, Integer.MAX_VALUE));
        }
        if (call.has(LlmLanguage.CONCURRENCY)) {
            changed = changed.withConcurrency((int) whole(LlmLanguage.CONCURRENCY, Integer.MAX_VALUE));
        }
        if (call.has(LlmLanguage.PRICE)) {
            changed = changed.withPrice(price(call.value(LlmLanguage.PRICE).orElseThrow()));
        }
        return changed;
    }

    private ApiKey keyIn(String typed) throws CellProblem {
        Path file = host.workingDirectory()
                .resolve(typed.startsWith("~/")
                        ? System.getProperty("user.home") + typed.substring(1)
                        : typed);
        try {
            if (Files.size(file) > MOST_KEY_BYTES) {
                throw new CellProblem("The file " + typed + " is too large to be a key.");
            }
            return ApiKey.of(Files.readString(file), "the file " + typed);
        } catch (IOException e) {
            throw new CellProblem("The file of the key cannot be read: " + typed + " (" + e.getClass().getSimpleName()
                    + ").", e);
        }
    }

    private static Price price(String text) throws CellProblem {
        String[] two = text.split("/", -1);
        try {
            if (two.length == 2) {
                return new Price(Double.parseDouble(two[0]), Double.parseDouble(two[1]));
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new CellProblem(LlmLanguage.PRICE + " takes two numbers, such as 0.15/0.60, not \"" + text + "\".");
    }

    private double number(String option) throws CellProblem {
        String text = call.value(option).orElseThrow();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new CellProblem(option + " takes a number, not \"" + text + "\".", e);
        }
    }

    private long whole(String option, long most) throws CellProblem {
        String text = call.value(option).orElseThrow();
        try {
            long value = Long.parseLong(text);
            if (value <= most) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new CellProblem(option + " takes a whole number, not \"" + text + "\".");
    }

    private String state() {
        var lines = new ArrayList<String>();
        Optional<Endpoint> configured = Llm.endpoint();
        if (configured.isEmpty()) {
            lines.add("No server is configured. " + Llm.REMEDY);
        }
        configured.ifPresent(endpoint -> {
            lines.add("server      " + endpoint.base());
            lines.add("model       " + (endpoint.model().isEmpty() ? "the server's only one" : endpoint.model()));
            lines.add("key         " + key(endpoint));
            lines.add("waits       " + seconds(endpoint.connectTimeout()) + " to connect, "
                    + seconds(endpoint.timeout())
                    + " for a reply; " + endpoint.attempts() + (endpoint.attempts() == 1 ? " attempt" : " attempts"));
            lines.add("at once     " + endpoint.concurrency()
                    + (endpoint.concurrency() == 1 ? " request" : " requests"));
            endpoint.price()
                    .ifPresent(price -> lines.add("price       " + price.prompt() + " for a million tokens read, "
                            + price.completion() + " written"));
        });
        Llm.cassette()
                .ifPresent(cassette -> lines.add("cassette    " + cassette.mode().name().toLowerCase(Locale.ROOT)
                        + ": " + cassette.description()));
        Llm.spending().forEach((server, spending) -> lines.add("so far      " + server + ": " + spending));
        return String.join("\n", lines);
    }

    private String key(Endpoint endpoint) {
        if (endpoint.key().isPresent()) {
            return endpoint.key().get() + ", not shown"
                    + (endpoint.exposesKey() ? "; it travels unencrypted, for the address is not https" : "");
        }
        boolean waiting = !host.environment().getOrDefault(Endpoint.API_KEY, "").isBlank();
        return "none" + (waiting
                ? "; " + Endpoint.API_KEY + " is for another server (" + LlmLanguage.KEY_ENV + " " + Endpoint.API_KEY
                        + " sends it here)"
                : "");
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() / 1000.0 + " s";
    }
}
