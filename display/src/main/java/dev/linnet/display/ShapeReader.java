package dev.linnet.display;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.IntFunction;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Reads values into {@link Shape}s: bounded in every direction, safe against cycles and against code that throws. */
final class ShapeReader {
    private static final int CHARACTERS_OF_A_NODE = 200;

    private final RenderLimits limits;
    private final RenderLimits partLimits;
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    ShapeReader(RenderLimits limits) {
        this.limits = limits;
        partLimits = limits.withCharacters(Math.max(100, limits.characters() / 20));
    }

    /** The shape of a value that its own structure describes: the outermost one. */
    Shape structure(Object value) {
        nodes++;
        open.add(value);
        try {
            return read(value);
        } finally {
            open.remove(value);
        }
    }

    private Shape read(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        if (value instanceof Collection<?> collection) {
            return collection(collection);
        }
        if (value instanceof Record record) {
            return record(record);
        }
        if (value instanceof Optional<?> optional) {
            return optional(optional);
        }
        if (value instanceof BaseStream<?, ?> stream) {
            return stream(stream);
        }
        return value.getClass().isArray() ? array(value) : leaf(value);
    }

    /** Whether {@link #structure} has more to say of the value than its text. */
    static boolean hasStructure(Object value) {
        return hasParts(value) || value instanceof Optional<?> || value instanceof BaseStream<?, ?>;
    }

    /** The shape of a value inside another one. */
    private Shape part(Object value) {
        if (value == null) {
            return Shape.Leaf.of("null");
        }
        if (isScalar(value)) {
            nodes++;
            return leaf(value);
        }
        if (open.contains(value)) {
            return Shape.Leaf.of("(this " + Failure.typeName(value) + " again)");
        }
        MimeBundle special = Renderers.special(value);
        if (special != null) {
            nodes++;
            return new Shape.Leaf(special.text(), HtmlLayout.embedded(special));
        }
        if (open.size() >= limits.depth() || nodes >= limits.nodes()) {
            return Shape.Leaf
                    .of(hasParts(value) ? Failure.typeName(value) + " ..." : Failure.safeToString(value, limits));
        }
        if (value instanceof BaseStream<?, ?>) {
            return Shape.Leaf.of("(a stream, not read)");
        }
        try {
            return structure(value);
        } catch (RuntimeException | Error failure) { // the value's own iterator, accessor, ...
            return Shape.Leaf.of("<" + Failure.typeName(value) + " failed with " + Failure.describe(failure) + ">");
        }
    }

    static boolean isScalar(Object value) {
        return value instanceof CharSequence || value instanceof Number || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?> || value instanceof Class<?>;
    }

    private static boolean hasParts(Object value) {
        return value.getClass().isArray() || value instanceof Collection<?> || value instanceof Map<?, ?>
                || value instanceof Record;
    }

    private Shape leaf(Object value) {
        String text = Failure.safeToString(value, open.size() > 1 || isScalar(value) ? partLimits : limits);
        nodes += text.length() / CHARACTERS_OF_A_NODE;
        return Shape.Leaf.of(text);
    }

    private Shape array(Object array) {
        int size = Array.getLength(array);
        var title = new StringBuilder();
        Class<?> element = array.getClass();
        int dimensions = 0;
        for (; element.isArray(); element = element.getComponentType()) {
            dimensions++;
        }
        title.append(Failure.typeName(element))
                .append('[')
                .append(size)
                .append(']')
                .append("[]".repeat(dimensions - 1));
        return indexed(title.toString(), size, i -> Array.get(array, i));
    }

    private Shape collection(Collection<?> collection) {
        int size = collection.size();
        String title = nameOf(collection,
                collection instanceof List ? "List" : collection instanceof Set ? "Set" : "Collection") + ", "
                + Count.of(size, "element");
        if (collection instanceof List<?> list && collection instanceof RandomAccess) {
            return indexed(title, size, list::get);
        }
        var items = new ArrayList<Shape>();
        var elements = collection.iterator();
        while (items.size() < most() && elements.hasNext()) {
            items.add(part(elements.next()));
        }
        long omitted = elements.hasNext() ? Math.max(1, size - items.size()) : 0;
        return new Shape.Items(title, "[", items, items.size(), omitted, "]");
    }

    /** What is inside another value is a column of it, more or less. */
    private int most() {
        return open.size() == 1 ? limits.elements() : limits.columns();
    }

    /** Whoever wrote {@code List.of()} has never heard of a {@code ListN}. */
    private static String nameOf(Object value, String kind) {
        Class<?> type = value.getClass();
        boolean hidden = type.getClassLoader() == null && !Modifier.isPublic(type.getModifiers());
        return hidden ? kind : Failure.typeName(type);
    }

    private Shape indexed(String title, int size, IntFunction<Object> element) {
        int head = limits.head(size, most());
        int tail = limits.tail(size, most());
        var items = new ArrayList<Shape>(head + tail);
        for (int i = 0; i < head; i++) {
            items.add(part(element.apply(i)));
        }
        for (int i = size - tail; i < size; i++) {
            items.add(part(element.apply(i)));
        }
        return new Shape.Items(title, "[", items, head, size - head - tail, "]");
    }

    private Shape map(Map<?, ?> map) {
        int size = map.size();
        var fields = new ArrayList<Shape.Field>();
        var entries = map.entrySet().iterator();
        while (fields.size() < most() && entries.hasNext()) {
            var entry = entries.next();
            fields.add(new Shape.Field(part(entry.getKey()), part(entry.getValue())));
        }
        long omitted = entries.hasNext() ? Math.max(1, size - fields.size()) : 0;
        String title = nameOf(map, "Map") + ", " + size + (size == 1 ? " entry" : " entries");
        return new Shape.Fields(title, false, fields, fields.size(), omitted);
    }

    private Shape record(Record record) {
        if (!hasGeneratedToString(record.getClass())) {
            return leaf(record); // its author wrote a toString(): that is how it wants to look
        }
        var fields = new ArrayList<Shape.Field>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            fields.add(new Shape.Field(Shape.Leaf.of(component.getName()), component(record, component)));
        }
        return new Shape.Fields(Failure.typeName(record), true, fields, fields.size(), 0);
    }

    /** The compiler makes its own toString() final, which nobody does by hand in a class that is final already. */
    private static boolean hasGeneratedToString(Class<?> type) {
        try {
            return Modifier.isFinal(type.getDeclaredMethod("toString").getModifiers());
        } catch (NoSuchMethodException _) {
            return true;
        }
    }

    private Shape component(Record record, RecordComponent component) {
        var accessor = component.getAccessor();
        try {
            accessor.setAccessible(true);
            return part(accessor.invoke(record));
        } catch (InvocationTargetException e) {
            return Shape.Leaf.of("<" + component.getName() + "() failed with " + Failure.describe(e.getCause()) + ">");
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Shape.Leaf.of("<" + component.getName() + "() cannot be called: " + Failure.describe(e) + ">");
        }
    }

    private Shape optional(Optional<?> optional) {
        return optional.isEmpty()
                ? Shape.Leaf.of("Optional.empty")
                : new Shape.Items("Optional", "Optional[", List.of(part(optional.get())), 1, 0, "]");
    }

    private Shape stream(BaseStream<?, ?> stream) {
        String name = switch (stream) {
            case IntStream _ -> "IntStream";
            case LongStream _ -> "LongStream";
            case DoubleStream _ -> "DoubleStream";
            default -> "Stream";
        };
        Spliterator<?> elements = stream.spliterator();
        long size = elements.getExactSizeIfKnown();
        var items = new ArrayList<Shape>();
        boolean more = true;
        while (items.size() < limits.elements() && more) {
            more = elements.tryAdvance(element -> items.add(part(element)));
        }
        // Whether an unsized stream ends right here is not worth asking: the answer may never come.
        long omitted = !more ? 0 : size >= 0 ? size - items.size() : Shape.UNKNOWN;
        return new Shape.Items(name + ", consumed by showing it", "[", items, items.size(), omitted, "]");
    }
}
