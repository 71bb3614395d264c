package dev.linnet.llm.openai;

import dev.linnet.llm.TokenUsage;

/**
 * What a server charges, in any one currency. Discounts, as for cached tokens, are not known.
 *
 * @param prompt     for a million tokens read
 * @param completion for a million tokens written
 */
public record Price(double prompt, double completion) {
    public Price {
        if (!(prompt >= 0 && completion >= 0) || Double.isInfinite(prompt + completion)) {
            throw new IllegalArgumentException("price: " + prompt + " and " + completion
                    + " for a million tokens; give two numbers of 0 or more");
        }
    }

    /** {@code (prompt tokens * prompt + completion tokens * completion) / 10^6}. */
    public double of(TokenUsage usage) {
        return (usage.prompt() * prompt + usage.completion() * completion) / 1e6;
    }
}
