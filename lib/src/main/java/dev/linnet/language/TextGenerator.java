package dev.linnet.language;

import dev.linnet.attention.chunk.Team;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Lets a model of bytes go on with a text. The same model, prompt, sampling and seed give the same text.
 *
 * @param model    a model with at least 256 tokens, of which the first are the bytes
 * @param sampling how bytes are drawn
 * @param seed     decides every draw
 */
public record TextGenerator(LanguageModel model, Sampling sampling, long seed) {
    public TextGenerator {
        if (model.config().vocabulary() != 256) {
            throw new IllegalArgumentException("The model has %d tokens; text is made of 256 bytes.".formatted(
                    model.config().vocabulary()));
        }
    }

    /** The {@code bytes} bytes that follow a prompt, as text; an empty prompt stands for a new line. */
    public String generate(String prompt, int bytes) {
        var text = new StringBuilder();
        generate(prompt, bytes, text::append);
        return text.toString();
    }

    /**
     * Passes the text on as it comes, character by character.
     *
     * @param bytes how many are drawn, at least 0
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public void generate(String prompt, int bytes, Consumer<String> out) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + "; it must be at least 0.");
        }
        var random = new SplittableRandom(seed);
        LanguageDecoder decoder = model.decoder();
        float[] logits = decoder.prompt(TextCorpus.tokens((prompt.isEmpty() ? "\n" : prompt)
                .getBytes(StandardCharsets.UTF_8)));
        var stream = new Utf8Stream(out);
        for (int i = 0; i < bytes; i++) {
            Team.stopIfInterrupted();
            int token = sampling.draw(logits, random);
            stream.put(token);
            if (i + 1 < bytes) {
                logits = decoder.next(token);
            }
        }
        stream.finish();
    }
}
