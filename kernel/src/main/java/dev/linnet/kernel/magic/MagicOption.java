package dev.linnet.kernel.magic;

import java.util.List;

/**
 * An option of a magic.
 *
 * @param names       as typed, dashes included, e.g. {@code -n} and {@code --count}; the first identifies it
 * @param value       what the usage calls its value, or null for a flag
 * @param description one line
 * @param choices     the values it takes; empty where any will do
 * @param list        whether it takes several values, parted by commas or each with the option before it
 */
public record MagicOption(List<String> names, String value, String description, List<String> choices, boolean list) {
    public MagicOption {
        names = List.copyOf(names);
        choices = List.copyOf(choices);
        if (names.isEmpty() || names.stream().anyMatch(name -> !name.matches("-\\w|--\\w[\\w-]*"))) {
            throw new IllegalArgumentException(
                    "names: " + names + " must hold names such as \"-n\" or \"--count\", at least one");
        }
    }

    /** An option without a value. */
    public static MagicOption flag(String description, String... names) {
        return new MagicOption(List.of(names), null, description, List.of(), false);
    }

    /** An option with a value of any form. */
    public static MagicOption value(String value, String description, String... names) {
        return new MagicOption(List.of(names), value, description, List.of(), false);
    }

    /** An option that takes several values, read with {@link MagicCall#list}. */
    public static MagicOption list(String value, String description, String... names) {
        return new MagicOption(List.of(names), value, description, List.of(), true);
    }

    /** An option whose value is one of {@code choices}. */
    public static MagicOption choice(List<String> choices, String description, String... names) {
        return new MagicOption(List.of(names), String.join("|", choices), description, choices, false);
    }

    boolean isFlag() {
        return value == null;
    }
}
