package dev.linnet.llm.openai;

import dev.linnet.llm.TokenUsage;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What was asked of a server so far.
 *
 * @param replies   requests with a reply
 * @param failures  requests without one
 * @param retries   attempts after the first of a request
 * @param uncounted replies whose tokens the server did not count
 * @param usage     tokens of the others
 * @param cost      by the endpoint's price, where it has one
 */
public record Spending(long replies, long failures, long retries, long uncounted, TokenUsage usage,
        OptionalDouble cost) {
    /** One line. */
    @Override
    public String toString() {
        return count(replies, "reply", "replies") + ", " + count(failures, "failure", "failures") + ", "
                + count(retries, "retry", "retries") + "; " + usage.prompt() + " tokens read, " + usage.completion()
                + " written" + (uncounted > 0 ? " (" + uncounted + " of the replies not counted by the server)" : "")
                + (cost.isPresent() ? String.format(Locale.ROOT, "; cost %.6f", cost.getAsDouble()) : "");
    }

    private static String count(long n, String one, String many) {
        return n + " " + (n == 1 ? one : many);
    }
}
