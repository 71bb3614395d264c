package dev.linnet.kernel.engine;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls of the cells' methods of one name. A call is an {@code invokedynamic} whose target is rebound when the method is
 * defined anew with the same signature, so that callers (lambdas and running threads too) need not be compiled again and
 * types that call it keep their instances.
 */
public final class LateBinding {
    private final Map<MethodType, MutableCallSite> sites = new ConcurrentHashMap<>();
    private ReplClass holder;

    LateBinding() {}

    /** The bootstrap method of woven calls. */
    public static CallSite bootstrap(MethodHandles.Lookup caller, String name, MethodType type, String holder)
            throws ReflectiveOperationException {
        LateBinding binding = caller.lookupClass().getClassLoader() instanceof CellLoader loader
                ? loader.binding(holder)
                : null;
        if (binding == null) {
            throw new NoSuchMethodException(name + " is not a method of a cell");
        }
        return binding.site(name, type);
    }

    private synchronized CallSite site(String name, MethodType type) throws ReflectiveOperationException {
        MutableCallSite site = sites.get(type);
        if (site == null) {
            site = new MutableCallSite(find(name, type));
            sites.put(type, site);
        }
        return site;
    }

    private MethodHandle find(String name, MethodType type) throws ReflectiveOperationException {
        return MethodHandles.publicLookup().findStatic(holder.load(), name, type);
    }

    /** From now on the methods are those of {@code newHolder}; calls whose signature is gone keep the old ones. */
    synchronized void rebind(String name, ReplClass newHolder) {
        holder = newHolder;
        sites.forEach((type, site) -> {
            try {
                site.setTarget(find(name, type));
            } catch (ReflectiveOperationException e) {
                sites.remove(type, site);
            }
        });
        if (!sites.isEmpty()) {
            MutableCallSite.syncAll(sites.values().toArray(MutableCallSite[]::new));
        }
    }
}
