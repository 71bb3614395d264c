package dev.linnet.kernel.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Defines some of a cell's classes. Other generated classes it mentions are resolved through the links that were live
 * when the cell was compiled; everything else comes from the class path. Nothing else holds the loader, so that what a
 * cell leaves behind is collected once it is out of use.
 */
final class CellLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private volatile Map<String, byte[]> own = Map.of();
    private volatile Map<String, ReplClass> links = Map.of();
    private volatile Map<String, LateBinding> bindings = Map.of();
    private final Unit unit;

    /** @param unit knows the lines and names of the cell; null where the classes have no code */
    CellLoader(ClassLoader parent, Unit unit) {
        super(parent);
        this.unit = unit;
        if (unit != null) {
            setDefaultAssertionStatus(true); // an assertion that a cell makes is there to be checked
        }
    }

    void add(ReplClass mine) {
        own = own.isEmpty() ? mine.files() : with(own, mine.files());
    }

    void link(ReplClass other) {
        links = with(links, Map.of(other.name(), other));
    }

    void bind(String methodHolder, LateBinding binding) {
        bindings = with(bindings, Map.of(methodHolder, binding));
    }

    /** One map of both. There is a loader for most variables, so that empty tables and half-full ones would add up. */
    private static <T> Map<String, T> with(Map<String, T> some, Map<String, T> more) {
        Map<String, T> all = new HashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }

    /** {@code cell N} for a class that this loader defines, or null. */
    String label(Class<?> type) {
        String name = type.getName();
        int hidden = name.indexOf("$$Lambda");
        return unit == null ? null : unit.label(hidden < 0 ? name : name.substring(0, hidden));
    }

    LateBinding binding(String methodHolder) {
        return bindings.get(methodHolder);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(Names.PACKAGE_PREFIX)) {
            return super.loadClass(name, resolve);
        }
        if (!own.containsKey(name)) {
            String topLevel = ReplClass.topLevel(name, links.keySet());
            if (topLevel == null) {
                throw new ClassNotFoundException(name);
            }
            return links.get(topLevel).loader().loadClass(name);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) {
        byte[] bytes = unit == null ? own.get(name) : Weaver.weave(own.get(name), unit);
        return defineClass(name, bytes, 0, bytes.length);
    }
}
