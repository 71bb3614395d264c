package dev.linnet.kernel.magic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;

import dev.linnet.display.cell.CellLanguage;

/** The magics of a session: those found as services when the first one is needed, and those registered later. */
public final class MagicRegistry {
    private final ClassLoader loader;
    private final Map<String, Magic> byName = new TreeMap<>();
    private boolean loaded;

    /** {@code loader} finds the services. */
    public MagicRegistry(ClassLoader loader) {
        this.loader = Objects.requireNonNull(loader, "loader");
    }

    /** Adds a magic, in place of one with the same name. */
    public synchronized void register(Magic magic) {
        load();
        add(magic);
    }

    private void add(Magic magic) {
        byName.put(magic.spec().name(), magic);
        magic.spec().aliases().forEach(alias -> byName.put(alias, magic));
    }

    private void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        services(Magic.class, this::add);
        services(CellLanguage.class, language -> add(new LanguageMagic(language)));
    }

    private <T> void services(Class<T> type, Consumer<T> found) {
        var services = ServiceLoader.load(type, loader).iterator();
        while (true) {
            try {
                if (!services.hasNext()) {
                    return;
                }
                found.accept(services.next());
            } catch (ServiceConfigurationError e) {
                System.getLogger(MagicRegistry.class.getName())
                        .log(System.Logger.Level.WARNING,
                                "A magic could not be loaded: " + e.getMessage(), e);
            }
        }
    }

    /** Every magic once, by name. */
    public synchronized List<Magic> all() {
        load();
        return byName.entrySet()
                .stream()
                .filter(entry -> entry.getKey().equals(entry.getValue().spec().name()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The magic with this name or alias. */
    public synchronized Optional<Magic> find(String name) {
        load();
        return Optional.ofNullable(byName.get(name));
    }

    /** The line magic with this name. */
    public LineMagic line(String name) throws MagicException {
        return switch (find(name).orElse(null)) {
            case LineMagic magic -> magic;
            case CellMagic magic -> throw new MagicException("%" + name + " takes a whole cell: write %%" + name
                    + " on the first line and its text below.");
            case null -> throw unknown("%", name);
        };
    }

    /** The cell magic with this name. */
    public CellMagic cell(String name) throws MagicException {
        return switch (find(name).orElse(null)) {
            case CellMagic magic -> magic;
            case LineMagic magic -> throw new MagicException(
                    "%%" + name + " does not exist, %" + name + " does: it takes one line, not the whole cell.");
            case null -> throw unknown("%%", name);
        };
    }

    private UnknownMagicException unknown(String percent, String name) {
        List<String> names;
        synchronized (this) {
            names = new ArrayList<>(byName.keySet());
        }
        var near = NearestNames.of(name, names).stream().map(found -> percent + found).toList();
        return new UnknownMagicException("There is no magic " + percent + name + "."
                + (near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?")
                + " %lsmagic lists those that exist.");
    }

    /** What {@code %name?} shows. */
    public static String help(Magic magic) {
        var spec = magic.spec();
        var forms = (magic instanceof LineMagic ? "%" + spec.name() : "")
                + (magic instanceof LineMagic && magic instanceof CellMagic ? " and " : "")
                + (magic instanceof CellMagic ? "%%" + spec.name() : "");
        return forms + ": " + spec.fullHelp();
    }

    /** Checks a call's arguments: {@code cell.substring(start, end)}; {@code bodyStart} is -1 for a line magic. */
    public static MagicCall parse(Magic magic, String cell, int start, int end, int bodyStart) throws MagicException {
        return MagicArguments.parse(magic.spec(), cell, start, end, bodyStart);
    }
}
