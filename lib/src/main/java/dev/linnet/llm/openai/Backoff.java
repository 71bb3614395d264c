package dev.linnet.llm.openai;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long to wait before a request is tried again: as long as the server says, else 1, 2, 4, ... seconds. */
final class Backoff {
    /** Waits; a test's does not. */
    @FunctionalInterface
    interface Pause {
        void take(Duration length) throws InterruptedException;
    }

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    /** A server that wants to be left alone for longer is not waited for. */
    static final Duration MOST_TOLD = Duration.ofMinutes(2);

    private Backoff() {}

    /** Before attempt {@code failed + 1}; {@code 2^(failed - 1)} seconds, 60 at the most. */
    static Duration delay(int failed) {
        Duration delay = FIRST.multipliedBy(1L << Math.min(failed - 1, 10));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    /** What the server says: seconds or a date, as HTTP has it, or OpenAI's milliseconds. */
    static Optional<Duration> told(HttpHeaders headers, InstantSource clock) {
        var milliseconds = headers.firstValue("retry-after-ms").flatMap(Backoff::number);
        if (milliseconds.isPresent()) {
            return Optional.of(Duration.ofNanos((long) (milliseconds.get() * 1e6)));
        }
        return headers.firstValue("retry-after").flatMap(text -> {
            var seconds = number(text);
            if (seconds.isPresent()) {
                return Optional.of(Duration.ofNanos((long) (seconds.get() * 1e9)));
            }
            try {
                var then = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
                var wait = Duration.between(clock.instant(), then);
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeException _) { // as if it were not there
                return Optional.empty();
            }
        });
    }

    private static Optional<Double> number(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            return value >= 0 && value < 1e6 ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
