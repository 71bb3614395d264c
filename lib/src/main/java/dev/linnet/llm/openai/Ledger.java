package dev.linnet.llm.openai;

import dev.linnet.llm.TokenUsage;
import java.util.Optional;
import java.util.OptionalDouble;

/** Counts requests and tokens. */
final class Ledger {
    private long replies;
    private long failures;
    private long retries;
    private long uncounted;
    private TokenUsage usage = TokenUsage.NONE;

    synchronized void reply(Optional<TokenUsage> counted) {
        replies++;
        if (counted.isPresent()) {
            usage = usage.plus(counted.get());
        } else {
            uncounted++;
        }
    }

    synchronized void failure() {
        failures++;
    }

    synchronized void retry() {
        retries++;
    }

    synchronized Spending spending(Optional<Price> price) {
        return new Spending(replies, failures, retries, uncounted, usage,
                price.map(charged -> OptionalDouble.of(charged.of(usage))).orElse(OptionalDouble.empty()));
    }
}
