package dev.linnet.llm;

/**
 * Tokens as the server counts them.
 *
 * @param prompt     read
 * @param completion written
 */
public record TokenUsage(long prompt, long completion) {
    /** None. */
    public static final TokenUsage NONE = new TokenUsage(0, 0);

    public TokenUsage {
        if (prompt < 0 || completion < 0) {
            throw new IllegalArgumentException(
                    "tokens are counted from 0, but there are " + prompt + " read and " + completion + " written");
        }
    }

    public TokenUsage plus(TokenUsage other) {
        return new TokenUsage(prompt + other.prompt, completion + other.completion);
    }

    /** Read and written. */
    public long total() {
        return prompt + completion;
    }
}
