package dev.linnet.cuda.tune;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One point of a search.
 *
 * @param defines values of macros by their names, in the order of the search
 * @param block   threads of a block; 0 where they are not searched
 */
public record Setting(Map<String, String> defines, int block) {
    public Setting {
        defines = Collections.unmodifiableMap(new LinkedHashMap<>(defines));
    }

    /**
     * The value of a macro as a whole number.
     *
     * @throws IllegalArgumentException where there is no such macro, or its value is none
     */
    public int number(String name) {
        var value = defines.get(name);
        if (value == null) {
            throw new IllegalArgumentException("name: " + name + " is not searched; there are " + defines.keySet());
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("name: " + name + " is " + value + ", which is no whole number", e);
        }
    }

    /** The macros, {@code NAME=VALUE}. */
    List<String> macros() {
        return defines.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
    }

    /** {@code TILE=16, 256 threads}. */
    @Override
    public String toString() {
        var parts = new ArrayList<>(macros());
        if (block > 0) {
            parts.add("blocks of " + block);
        }
        return String.join(", ", parts);
    }
}
