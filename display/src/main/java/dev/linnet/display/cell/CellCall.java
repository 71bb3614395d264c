package dev.linnet.display.cell;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cell or command was given, checked against the language's options.
 *
 * @param values    option values by the option's first name; the empty string for a flag
 * @param lists     values of options that may be given several times
 * @param arguments the words after the options
 * @param text      everything behind the name, as typed
 */
public record CellCall(Map<String, String> values, Map<String, List<String>> lists, List<String> arguments,
        String text) {
    public CellCall {
        values = Map.copyOf(values);
        lists = Map.copyOf(lists);
        arguments = List.copyOf(arguments);
    }

    /** Whether an option is given. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value of an option. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The values of an option that may be given several times. */
    public List<String> list(String name) {
        return lists.getOrDefault(name, List.of());
    }
}
