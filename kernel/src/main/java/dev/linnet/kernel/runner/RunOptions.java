package dev.linnet.kernel.runner;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How notebooks are run.
 *
 * @param parameters values by parameter name, as given on the command line
 * @param timeout    the longest a cell may take, or null
 * @param html       whether an HTML page is written beside the output
 */
public record RunOptions(Map<String, String> parameters, Duration timeout, boolean html) {
    public static final RunOptions DEFAULT = new RunOptions(Map.of(), null, false);

    public RunOptions {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException(
                    "The timeout must be more than 0 seconds, and it is " + timeout.toMillis() / 1000.0 + ".");
        }
    }
}
