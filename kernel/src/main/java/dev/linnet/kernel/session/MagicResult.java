package dev.linnet.kernel.session;

import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Set;

/** The Java type under which a magic's value enters a cell. */
final class MagicResult {
    private MagicResult() {}

    /**
     * The nearest type of {@code value} that a cell can name.
     *
     * @param declared simple names of the session's own types
     * @param loader   what the cells see
     */
    static String type(Object value, Set<String> declared, ClassLoader loader) {
        if (value.getClass().isArray()) {
            var element = value.getClass();
            var brackets = new StringBuilder();
            while (element.isArray()) {
                element = element.getComponentType();
                brackets.append("[]");
            }
            var name = element.isPrimitive() ? element.getName() : nameable(element, declared, loader);
            return name == null ? "Object" : name + brackets;
        }
        var waiting = new ArrayDeque<Class<?>>();
        waiting.add(value.getClass());
        while (!waiting.isEmpty()) {
            var type = waiting.removeFirst();
            var name = nameable(type, declared, loader);
            if (name != null && type != Object.class) {
                return name;
            }
            for (var implemented : type.getInterfaces()) {
                waiting.addLast(implemented);
            }
            if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
                waiting.addFirst(type.getSuperclass());
            }
        }
        return "Object";
    }

    private static String nameable(Class<?> type, Set<String> declared, ClassLoader loader) {
        var name = type.getCanonicalName();
        if (name == null) {
            return null;
        }
        if (declared.contains(type.getSimpleName()) && type.getClassLoader() != loader) {
            return type.getSimpleName();
        }
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            if (!Modifier.isPublic(outer.getModifiers())) {
                return null;
            }
        }
        if (type.getModule().isNamed() && !type.getModule().isExported(type.getPackageName())) {
            return null;
        }
        try {
            return Class.forName(type.getName(), false, loader) == type ? name : null;
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
