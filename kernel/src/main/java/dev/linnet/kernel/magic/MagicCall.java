package dev.linnet.kernel.magic;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A magic's arguments, already checked against its {@link MagicSpec}.
 *
 * @param spec        the magic
 * @param values      option values by the option's first name; the empty string for a flag
 * @param arguments   the words after the options; empty where the rest is taken raw
 * @param rest        everything after the options, as typed
 * @param restInPlace {@code rest}, preceded by as many blank lines and blanks as stand before it in the cell, so that
 *                    compile errors in it point at the right place; evaluate this one
 * @param bodyInPlace the same of a cell magic's body; empty in a line magic
 */
public record MagicCall(MagicSpec spec, Map<String, String> values, List<String> arguments, String rest,
        String restInPlace, String bodyInPlace) {
    public MagicCall {
        values = Map.copyOf(values);
        arguments = List.copyOf(arguments);
    }

    /** Whether a flag is set; {@code name} is the option's first name. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value of an option; {@code name} is the option's first name. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The values of an option that takes several; empty where it is not given. {@code name} is the option's first name. */
    public List<String> list(String name) {
        return Stream.of(values.getOrDefault(name, "").split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** The value of an option as a whole number of at least {@code minimum}. */
    public int integer(String name, int fallback, int minimum) throws MagicUsageException {
        var text = values.get(name);
        if (text == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= minimum) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw new MagicUsageException(name + " takes a whole number of at least " + minimum + ", not \"" + text + "\".",
                spec);
    }

    /** The rest as words, split at blanks outside quotes. */
    public List<String> words() throws MagicException {
        return Words.split(rest).stream().map(Words.Word::text).toList();
    }

    /** The only or first argument. */
    public String argument() {
        return arguments.getFirst();
    }
}
