package dev.linnet.llm.session;

import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellLanguage;
import java.util.List;

/** {@code %%llm} and {@code %llm}; what does the work is loaded when the first of them runs. */
public final class LlmLanguage implements CellLanguage {
    static final String URL = "--url";
    static final String MODEL = "--model";
    static final String KEY_ENV = "--key-env";
    static final String KEY_FILE = "--key-file";
    static final String TIMEOUT = "--timeout";
    static final String ATTEMPTS = "--attempts";
    static final String CONCURRENCY = "--concurrency";
    static final String PRICE = "--price";
    static final String CASSETTE = "--cassette";
    static final String MODE = "--mode";
    static final String SYSTEM = "--system";
    static final String TEMPERATURE = "--temperature";
    static final String MAX_TOKENS = "--max-tokens";
    static final String SEED = "--seed";
    static final List<String> COMMANDS = List.of("models", "reset");

    @Override
    public String name() {
        return "llm";
    }

    @Override
    public String summary() {
        return "Shows and sets the language model that is asked; %%llm asks it the cell.";
    }

    @Override
    public String help() {
        return """
                %llm                 server, model, where the key comes from, what was spent; never the key
                %llm models          asks the server for its models
                %llm --url http://localhost:11434/v1 --model llama3.2
                %llm --key-env MY_KEY    takes the key from that variable; --key-file FILE from a file
                %llm --price 0.15/0.60   in any currency, for a million tokens read and written
                %llm --cassette talk.jsonl --mode auto   keeps replies and replays them; replay needs no server
                %llm reset           the environment counts again, and no cassette is in between

                %%llm --temperature 0
                Which bird sings at night?

                Without %llm the variables OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL count. In Java:
                Llm.model().complete(ChatRequest.of("...")).text(). A key does not belong in a cell, which is saved:
                Llm.key(password("Key: ")) asks for it.""";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.value("URL", "where the server's API begins, usually ending in /v1", URL),
                Option.value("NAME", "the model", MODEL),
                Option.value("VARIABLE", "takes the key from a variable of the environment", KEY_ENV),
                Option.value("FILE", "takes the key from a file", KEY_FILE),
                Option.value("SECONDS", "the longest wait for a reply, or for its next piece", TIMEOUT),
                Option.value("N", "how often a request is tried in all", ATTEMPTS),
                Option.value("N", "the most requests at once", CONCURRENCY),
                Option.value("READ/WRITTEN", "the price of a million tokens", PRICE),
                Option.value("FILE", "keeps requests and replies there, or answers from there", CASSETTE),
                Option.choice(List.of("auto", "record", "replay", "off"), "what the cassette does; else auto", MODE),
                Option.value("TEXT", "%%llm: how the model should behave", SYSTEM),
                Option.value("NUMBER", "%%llm: from 0, always the likeliest word, to 2", TEMPERATURE),
                Option.value("N", "%%llm: the most tokens of the reply", MAX_TOKENS),
                Option.value("N", "%%llm: for a reply that can be had again", SEED));
    }

    @Override
    public String arguments() {
        return "[" + String.join("|", COMMANDS) + "]";
    }

    @Override
    public int mostArguments() {
        return 1;
    }

    @Override
    public List<String> complete(String partial) {
        return COMMANDS.stream().filter(candidate -> candidate.startsWith(partial)).toList();
    }

    @Override
    public Object runCell(CellCall call, String body, CellHost host) throws Exception {
        return new LlmCommand(call, host).ask(body);
    }

    @Override
    public Object runLine(CellCall call, CellHost host) throws Exception {
        return new LlmCommand(call, host).run();
    }
}
