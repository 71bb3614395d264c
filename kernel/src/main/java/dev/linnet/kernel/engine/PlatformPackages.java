package dev.linnet.kernel.engine;

import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The packages that the modules of this virtual machine export. Asks for single classes, which is much cheaper than
 * listing a package of several hundred.
 */
final class PlatformPackages implements PackageIndex {
    private static final int MOST_KNOWN = 10_000;

    private final Map<String, Module> modules = new HashMap<>();
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    PlatformPackages() {
        for (Module module : ModuleLayer.boot().modules()) {
            for (String name : module.getPackages()) {
                if (module.isExported(name)) {
                    modules.put(name, module);
                }
            }
        }
    }

    @Override
    public boolean exists(String packageName) {
        return modules.containsKey(packageName);
    }

    @Override
    public boolean holds(String packageName, String simpleName) {
        Module module = modules.get(packageName);
        if (module == null || !Character.isUpperCase(simpleName.codePointAt(0))) {
            return false;
        }
        if (known.size() > MOST_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(packageName + "." + simpleName, name -> isPublicClass(module, name));
    }

    private static boolean isPublicClass(Module module, String name) {
        Class<?> found = Class.forName(module, name);
        return found != null && Modifier.isPublic(found.getModifiers());
    }
}
