package dev.linnet.display;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The renderers known so far, and which of them serves a value. */
final class RendererRegistry {
    private record Entry(Class<?> type, Renderer<?> renderer, boolean service) {}

    // Copied on every change: lookups need no lock.
    private volatile List<Entry> entries = List.of();
    private volatile List<ClassLoader> loaders = List.of();
    private volatile List<ClassLoader> pending = List.of();

    synchronized void register(Renderer<?> renderer) {
        add(renderer, false);
    }

    synchronized void load(ClassLoader loader) {
        loaders = with(loaders, loader);
        pending = with(pending, loader);
    }

    Renderer<?> find(Object value) {
        if (!pending.isEmpty() && mayBeKnownToServices(value.getClass())) {
            loadPending();
        }
        Entry nearest = null;
        for (Entry entry : entries) {
            if (entry.type.isInstance(value) && (nearest == null || nearer(entry.type, nearest.type))) {
                nearest = entry;
            }
        }
        if (nearest == null) {
            return null;
        }
        Class<?> builtIn = BuiltIn.typeOf(value);
        boolean builtInIsNearer = nearest.type != builtIn && nearest.type.isAssignableFrom(builtIn);
        return builtInIsNearer ? null : nearest.renderer;
    }

    /** Whether {@code type} is a nearer fit than {@code other}, both fitting. */
    private static boolean nearer(Class<?> type, Class<?> other) {
        if (type == other) {
            return false; // entries are ordered, best first
        }
        if (other.isAssignableFrom(type)) {
            return true;
        }
        return !type.isAssignableFrom(other) && other.isInterface() && !type.isInterface();
    }

    private void add(Renderer<?> renderer, boolean service) {
        Class<?> type = renderer.type();
        if (type == null || type.isPrimitive()) {
            throw new IllegalArgumentException(renderer.getClass().getTypeName() + ".type() returned " + type
                    + "; a renderer needs a class, an interface or an array class");
        }
        // A type of the same name is an earlier definition of it in the notebook.
        var updated = new ArrayList<Entry>();
        for (Entry entry : entries) {
            if (entry.service != service || !entry.type.getName().equals(type.getName())) {
                updated.add(entry);
            }
        }
        int place = 0;
        while (service && place < updated.size() && !updated.get(place).service) {
            place++;
        }
        updated.add(place, new Entry(type, renderer, service));
        entries = List.copyOf(updated);
    }

    private synchronized void loadPending() {
        List<ClassLoader> now = pending;
        pending = List.of();
        for (ClassLoader loader : now) {
            @SuppressWarnings("rawtypes")
            var services = ServiceLoader.load(Renderer.class, loader).iterator();
            while (hasNext(services)) {
                try {
                    Renderer<?> renderer = services.next();
                    add(renderer, true);
                } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                    complain(e);
                }
            }
        }
    }

    private static boolean hasNext(Iterator<?> services) {
        try {
            return services.hasNext();
        } catch (ServiceConfigurationError | LinkageError e) {
            complain(e);
            return false;
        }
    }

    private static void complain(Throwable failure) {
        Throwable cause = failure instanceof ServiceConfigurationError && failure.getCause() != null
                ? failure.getCause()
                : failure;
        System.err.println("A renderer could not be loaded (" + Failure.describe(failure)
                + (cause == failure ? "" : "; " + Failure.describe(cause)) + "); values of its type show as text.");
    }

    /**
     * Services see the types of their loader and of its parents. Where a value's types are all the JDK's, ours or a
     * notebook's (defined below the services' loader), loading them would cost time for nothing.
     */
    private boolean mayBeKnownToServices(Class<?> type) {
        var todo = new ArrayDeque<Class<?>>();
        todo.add(type);
        while (!todo.isEmpty()) {
            Class<?> next = todo.remove();
            while (next.isArray()) {
                next = next.getComponentType();
            }
            ClassLoader loader = next.getClassLoader();
            if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
                continue;
            }
            if (!next.getName().startsWith("dev.linnet.display.") && seenByServices(loader)) {
                return true;
            }
            if (next.getSuperclass() != null) {
                todo.add(next.getSuperclass());
            }
            todo.addAll(List.of(next.getInterfaces()));
        }
        return false;
    }

    private boolean seenByServices(ClassLoader definer) {
        for (ClassLoader loader : loaders) {
            for (ClassLoader at = loader; at != null; at = at.getParent()) {
                if (at == definer) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<ClassLoader> with(List<ClassLoader> list, ClassLoader loader) {
        if (list.contains(loader)) {
            return list;
        }
        var longer = new ArrayList<>(list);
        longer.add(loader);
        return List.copyOf(longer);
    }
}
