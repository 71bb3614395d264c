package dev.linnet.display.checkup;

import java.util.Map;

/**
 * Looks for one thing that a library can make use of. It is named in {@code META-INF/services/dev.linnet.display.checkup.Checkup}.
 */
@FunctionalInterface
public interface Checkup {
    /**
     * Looks; takes a few seconds at the most and throws nothing.
     *
     * @param environment the variables of the environment
     */
    Finding look(Map<String, String> environment);
}
