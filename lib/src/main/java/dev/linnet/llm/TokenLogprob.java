package dev.linnet.llm;

import java.util.List;
import java.util.Objects;

/**
 * A token of a reply and how likely the model found it.
 *
 * @param token        its text
 * @param logprob      the natural logarithm of its probability
 * @param alternatives the likeliest tokens at this place, the likeliest first; as many as were asked for
 */
public record TokenLogprob(String token, double logprob, List<Alternative> alternatives) {
    /** A token that could have stood there. */
    public record Alternative(String token, double logprob) {
        public Alternative {
            Objects.requireNonNull(token, "token");
        }
    }

    public TokenLogprob {
        Objects.requireNonNull(token, "token");
        alternatives = List.copyOf(alternatives);
    }
}
