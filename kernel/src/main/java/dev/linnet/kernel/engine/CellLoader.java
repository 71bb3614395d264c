package dev.linnet.kernel.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Defines some of a cell's classes. Other generated classes it mentions are resolved through the links that were live
 * when the cell was compiled; everything else comes from the class path. Nothing else holds the loader, so that what a
 * cell leaves behind is collected once it is out of use.
 */
final class CellLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> own = new ConcurrentHashMap<>();
    private final Map<String, ReplClass> links = new ConcurrentHashMap<>();
    private final Map<String, LateBinding> bindings = new ConcurrentHashMap<>();
    private final Unit unit;

    CellLoader(ClassLoader parent, Unit unit) {
        super(parent);
        this.unit = unit;
    }

    void add(ReplClass mine) {
        own.putAll(mine.files());
    }

    void link(ReplClass other) {
        links.put(other.name(), other);
    }

    void bind(String methodHolder, LateBinding binding) {
        bindings.put(methodHolder, binding);
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
        byte[] woven = Weaver.weave(own.get(name), unit);
        return defineClass(name, woven, 0, woven.length);
    }
}
