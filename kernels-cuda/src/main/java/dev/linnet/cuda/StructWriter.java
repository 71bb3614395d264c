package dev.linnet.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import dev.linnet.cuda.compiler.Compiled;
import dev.linnet.cuda.compiler.SourceCompiler;
import dev.linnet.cuda.signature.CudaType;
import dev.linnet.cuda.signature.CudaType.Scalar;
import dev.linnet.cuda.signature.CudaType.Struct;
import dev.linnet.cuda.signature.StructLayout;

/** Records as structs: each component is the member of its name, at the place that the compiler gave it. */
final class StructWriter {
    private record Key(String struct, Class<?> type) {}

    private final SourceCompiler compiler;
    private final Compiled compiled;
    private final Map<Key, StructLayout> layouts = new HashMap<>();

    StructWriter(SourceCompiler compiler, Compiled compiled) {
        this.compiler = compiler;
        this.compiled = compiled;
    }

    /** Bytes of the struct for which records of {@code type} stand. */
    long size(Struct struct, Class<?> type) throws InterruptedException {
        return layout(struct, type).size();
    }

    private synchronized StructLayout layout(Struct struct, Class<?> type) throws InterruptedException {
        var key = new Key(struct.name(), type);
        var known = layouts.get(key);
        if (known == null) {
            known = compiler.layout(compiled, struct.name(),
                    Stream.of(type.getRecordComponents()).map(RecordComponent::getName).toList());
            requireWhole(known, type);
            layouts.put(key, known);
        }
        return known;
    }

    /** Between the members that the record names there may be nothing that is longer than padding. */
    private static void requireWhole(StructLayout layout, Class<?> type) {
        var fields = new ArrayList<>(layout.fields().entrySet());
        fields.sort(Comparator.comparingLong(field -> field.getValue().offset()));
        long end = 0;
        String before = "its beginning";
        for (var field : fields) {
            if (field.getValue().offset() - end >= field.getValue().alignment()) {
                throw gap(layout, type, before, field.getKey());
            }
            end = Math.max(end, field.getValue().offset() + field.getValue().size());
            before = field.getKey();
        }
        if (layout.size() - end >= layout.alignment()) {
            throw gap(layout, type, before, "its end");
        }
    }

    private static IllegalArgumentException gap(StructLayout layout, Class<?> type, String from, String to) {
        return new IllegalArgumentException("The struct " + layout.name() + " has members between " + from + " and "
                + to
                + " that the record " + type.getSimpleName() + " does not have: give the record one component for each"
                + " member, of the same name.");
    }

    /** Writes a record; {@code what} is how messages begin. */
    void write(String what, Struct struct, Record value, MemorySegment target, long offset)
            throws InterruptedException {
        for (var field : layout(struct, value.getClass()).fields().entrySet()) {
            writeField(what + "." + field.getKey(), field.getValue().type(), component(value, field.getKey()), target,
                    offset + field.getValue().offset(), field.getValue().size());
        }
    }

    private void writeField(String what, CudaType type, Object value, MemorySegment target, long offset, long size)
            throws InterruptedException {
        switch (type) {
            case Scalar scalar -> ScalarValue.write(what, scalar, value, target, offset);
            case Struct struct when value instanceof Record nested -> write(what, struct, nested, target, offset);
            case CudaType.Array array when value != null && value.getClass().isArray() -> {
                if (Array.getLength(value) != array.length()) {
                    throw new IllegalArgumentException(what + " is " + array.text() + ", got "
                            + value.getClass().getComponentType().getSimpleName() + "[" + Array.getLength(value) + "]");
                }
                long one = size / array.length();
                for (int i = 0; i < array.length(); i++) {
                    writeField(what + "[" + i + "]", array.of(), Array.get(value, i), target, offset + i * one, one);
                }
            }
            default -> throw new IllegalArgumentException(what + " is " + type.text() + ", got "
                    + (value == null ? "null" : value.getClass().getSimpleName())
                    + (type instanceof CudaType.Pointer ? ": a record cannot hold pointers" : ""));
        }
    }

    private static Object component(Record value, String name) {
        for (var component : value.getClass().getRecordComponents()) {
            if (component.getName().equals(name)) {
                try {
                    var accessor = component.getAccessor();
                    accessor.setAccessible(true);
                    return accessor.invoke(value);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalArgumentException(
                            value.getClass().getSimpleName() + "." + name + " cannot be read: " + e, e);
                }
            }
        }
        throw new AssertionError(name);
    }

    /** Reads a record back. */
    <T> T read(Struct struct, Class<T> type, MemorySegment source, long offset) throws InterruptedException {
        var layout = layout(struct, type);
        var components = type.getRecordComponents();
        var values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            var field = layout.fields().get(components[i].getName());
            values[i] = readField(field.type(), components[i].getType(), source, offset + field.offset(), field.size());
        }
        try {
            var constructor = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("A " + type.getSimpleName() + " cannot be made: " + e, e);
        }
    }

    private Object readField(CudaType type, Class<?> wanted, MemorySegment source, long offset, long size)
            throws InterruptedException {
        return switch (type) {
            case Scalar scalar -> ScalarValue.read(scalar, source, offset, wanted);
            case Struct struct -> read(struct, wanted, source, offset);
            case CudaType.Array array -> {
                var values = Array.newInstance(wanted.getComponentType(), (int) array.length());
                long one = size / array.length();
                for (int i = 0; i < array.length(); i++) {
                    Array.set(values, i, readField(array.of(), wanted.getComponentType(), source, offset + i * one,
                            one));
                }
                yield values;
            }
            default -> throw new IllegalArgumentException(type.text() + " cannot be read back");
        };
    }
}
