package dev.linnet.verbal.symbolic;

import java.util.Optional;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.TokenUsage;
import dev.linnet.verbal.grammar.PromptText;

/**
 * The embedded symbolic model, <b>which is no language model</b>: a pure function from messages to text, for use without a network. It reads the last
 * message of the user, and answers the three prompts of verbalized learning by parsing the description and the data in them: as learner it
 * computes what the description says, as optimizer it fits constant, polynomial, sine, line, circle, keyword and threshold models to the
 * numbers in the prompt and chooses among them. Whatever else it is asked it does not understand, and says so.
 *
 * <p>It has no state between calls: the same messages and seed give the same reply, byte for byte. Its usage counts words.
 */
public final class SymbolicLanguageModel implements ChatModel {
    /** What it says of itself wherever a model is named. */
    public static final String LABEL = "embedded symbolic model, not a language model";

    private final Profile profile;
    private final long seed;
    private final int contextCharacters;

    private SymbolicLanguageModel(Profile profile, long seed, int contextCharacters) {
        this.profile = profile;
        this.seed = seed;
        this.contextCharacters = contextCharacters;
    }

    /** One that computes exactly. */
    public static SymbolicLanguageModel exact() {
        return of(Profile.LARGE, 0);
    }

    /**
     * One that computes as a profile says.
     *
     * @param seed decides the slips, together with each prompt and the request's seed
     */
    public static SymbolicLanguageModel of(Profile profile, long seed) {
        return new SymbolicLanguageModel(profile, seed, 1 << 20);
    }

    /** This model refusing conversations of more characters than that; otherwise about a million. */
    public SymbolicLanguageModel withContext(int characters) {
        if (characters < 1) {
            throw new IllegalArgumentException("characters is " + characters + "; it must be 1 at least.");
        }
        return new SymbolicLanguageModel(profile, seed, characters);
    }

    public Profile profile() {
        return profile;
    }

    @Override
    public String description() {
        return "symbolic-" + profile.name() + " (" + LABEL + ")";
    }

    @Override
    public ChatReply complete(ChatRequest request) {
        int characters = request.messages().stream().mapToInt(message -> message.text().length()).sum();
        if (characters > contextCharacters) {
            throw new ChatException(ChatException.Kind.CONTEXT_TOO_LONG, "The conversation has " + characters
                    + " characters, but the " + LABEL + " reads " + contextCharacters + "; send less.");
        }
        String prompt = request.messages()
                .stream()
                .filter(message -> message.role() == ChatMessage.Role.USER)
                .reduce((_, last) -> last)
                .map(ChatMessage::text)
                .orElse("");
        String text = answer(prompt, new Slips(profile, seed + ":" + request.seed().orElse(0), prompt));
        return new ChatReply(text, ChatReply.FinishReason.STOP,
                Optional.of(new TokenUsage(words(prompt), words(text))), java.util.List.of(),
                "symbolic-" + profile.name());
    }

    private static String answer(String prompt, Slips slips) {
        try {
            return PromptText.parse(prompt).map(read -> switch (read.heading()) {
                case INFERENCE -> LearnerReply.to(read, slips);
                case IN_CONTEXT -> InContextReply.to(read, slips);
                case OPTIMIZATION -> OptimizerReply.to(read, slips);
            })
                    .orElseThrow(() -> new UnreadableException("it begins with none of the headings that I know"));
        } catch (UnreadableException e) {
            return "I am the " + LABEL + ", and I do not understand this request: " + e.getMessage() + ".";
        }
    }

    private static long words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }
}
