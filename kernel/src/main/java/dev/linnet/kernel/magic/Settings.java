package dev.linnet.kernel.magic;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The settings of a session by name, each with its description and its current value as text. */
public final class Settings {
    /**
     * One setting.
     *
     * @param description what it does and which values it takes
     * @param get         its value
     * @param set         takes a new one; throws IllegalArgumentException with a sentence where it is none
     */
    public record Setting(String description, Supplier<String> get, Consumer<String> set) {}

    private final Map<String, Setting> settings = new TreeMap<>();

    /** Adds a setting. */
    public void add(String name, Setting setting) {
        settings.put(name, setting);
    }

    public Set<String> names() {
        return settings.keySet();
    }

    /** A setting by name. */
    public Setting get(String name) throws MagicException {
        var setting = settings.get(name);
        if (setting == null) {
            var near = NearestNames.of(name, settings.keySet());
            throw new MagicException("There is no setting \"" + name + "\"."
                    + (near.isEmpty() ? "" : " Did you mean " + near.getFirst() + "?") + " There are: "
                    + String.join(", ", settings.keySet()) + ".");
        }
        return setting;
    }
}
