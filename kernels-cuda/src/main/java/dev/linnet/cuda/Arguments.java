package dev.linnet.cuda;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.Storage;
import dev.linnet.cuda.signature.CudaType;
import dev.linnet.cuda.signature.CudaType.Pointer;
import dev.linnet.cuda.signature.CudaType.Scalar;
import dev.linnet.cuda.signature.CudaType.Struct;
import dev.linnet.cuda.signature.Parameter;
import dev.linnet.cuda.signature.Signature;

/** The arguments of one launch, checked against the signature before anything runs. */
final class Arguments {
    /** What is to be done after the launch with memory that was made for it. */
    private interface After {
        void run() throws InterruptedException;
    }

    private final Signature signature;
    private final StructWriter structs;
    private final List<Argument> bound = new ArrayList<>();
    /** Memory by the array that it stands for: an array that is passed twice is one memory. */
    private final IdentityHashMap<Object, Storage> memory = new IdentityHashMap<>();
    private final IdentityHashMap<Object, After> copyBacks = new IdentityHashMap<>();
    private final List<Storage> temporary = new ArrayList<>();
    private long bytes;

    Arguments(Signature signature, StructWriter structs, Object[] values) throws InterruptedException {
        this.signature = signature;
        this.structs = structs;
        var parameters = signature.parameters();
        if (values.length != parameters.size()) {
            throw new IllegalArgumentException(signature.simpleName() + " takes " + count(parameters.size()) + ", got "
                    + values.length + ": " + signature);
        }
        for (int i = 0; i < values.length; i++) {
            var parameter = parameters.get(i);
            var what = "argument " + (i + 1) + " '" + parameter.name() + "'";
            try {
                bound.add(bind(what, parameter, values[i]));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + "\n    " + signature, e);
            }
        }
    }

    private static String count(int arguments) {
        return arguments == 1 ? "1 argument" : arguments + " arguments";
    }

    List<Argument> bound() {
        return bound;
    }

    /** Bytes of all memory that is passed. */
    long bytes() {
        return bytes;
    }

    /** Copies back what the kernel may have written. */
    void copyBack() throws InterruptedException {
        for (var copyBack : copyBacks.values()) {
            copyBack.run();
        }
    }

    /** Gives back memory that was made for this launch. */
    void release() {
        temporary.forEach(Storage::free);
    }

    private Argument bind(String what, Parameter parameter, Object value) throws InterruptedException {
        return switch (parameter.type()) {
            case Pointer pointer -> pointer(what, parameter, pointer, value);
            case Scalar scalar -> {
                var block = new byte[parameter.size()];
                ScalarValue.write(what, scalar, value, MemorySegment.ofArray(block), 0);
                yield new Argument.Value(new Argument.Bytes(block));
            }
            case Struct struct -> new Argument.Value(new Argument.Bytes(struct(what, parameter, struct, value)));
            default -> throw new IllegalArgumentException(what + " is " + parameter.type().text()
                    + ", which cannot be passed from Java");
        };
    }

    private byte[] struct(String what, Parameter parameter, Struct struct, Object value) throws InterruptedException {
        var block = new byte[parameter.size()];
        var target = MemorySegment.ofArray(block);
        if (value instanceof Record fields) {
            long size = structs.size(struct, fields.getClass());
            if (size != parameter.size()) {
                throw new IllegalStateException(what + ": the compiler gives " + struct.name() + " " + size
                        + " bytes, and its parameter " + parameter.size());
            }
            structs.write(what, struct, fields, target, 0);
            return block;
        }
        int length = HostArray.length(value);
        if (length >= 0 && HostArray.vector(struct) != null && HostArray.fits(value, HostArray.vector(struct))
                && length * HostArray.vector(struct).size() == parameter.size()) {
            target.copyFrom(HostArray.copy(what, value).bytes());
            return block;
        }
        if (value instanceof MemorySegment raw && raw.byteSize() == parameter.size()) {
            target.copyFrom(raw);
            return block;
        }
        throw new IllegalArgumentException(what + " is the struct " + struct.name() + " of " + parameter.size()
                + " bytes, got " + Elements.described(value) + ": pass a record with a component for each member");
    }

    private Argument pointer(String what, Parameter parameter, Pointer pointer, Object value)
            throws InterruptedException {
        if (value == null) {
            throw new IllegalArgumentException(what + " is " + pointer.text() + ", got null: " + advice(pointer));
        }
        boolean written = !pointer.constant();
        var storage = storage(what, parameter, pointer, value);
        if (written && value.getClass().isArray()) {
            copyBacks.putIfAbsent(value, value instanceof Record[] records
                    ? () -> readRecords((Struct) pointer.to(), storage, records)
                    : () -> HostArray.copyBack(storage, value));
        }
        return new Argument.Memory(storage, written);
    }

    private Storage storage(String what, Parameter parameter, Pointer pointer, Object value)
            throws InterruptedException {
        var known = memory.get(value);
        if (known != null) {
            return known;
        }
        var storage = switch (value) {
            case Buffer buffer -> buffer(what, parameter, pointer, buffer);
            case MemorySegment segment -> segment(what, parameter, pointer, segment);
            case Record[] records when pointer.to() instanceof Struct struct -> records(what, parameter, struct,
                    records);
            default -> array(what, parameter, pointer, value);
        };
        memory.put(value, storage);
        bytes += storage.bytes().byteSize();
        return storage;
    }

    private Storage temporary(Storage storage) {
        temporary.add(storage);
        return storage;
    }

    private Storage buffer(String what, Parameter parameter, Pointer pointer, Buffer buffer) {
        if (buffer.isClosed()) {
            throw new IllegalArgumentException(what + " is a buffer that was closed: make a new one");
        }
        if (!fits(buffer.type(), buffer.length(), pointer.to())) {
            throw new IllegalArgumentException(
                    what + " is " + pointer.text() + ", got a " + buffer + ": " + advice(pointer));
        }
        buffer.storage().name(parameter.name());
        return buffer.storage();
    }

    private static boolean fits(Scalar held, long length, CudaType wanted) {
        return switch (wanted) {
            case CudaType.Anything _ -> true;
            case CudaType.Array array -> fits(held, length, array.of());
            case Struct struct when HostArray.vector(struct) != null -> fits(held, length, HostArray.vector(struct));
            case Struct _ -> held == Scalar.CHAR; // bytes, laid out by whoever filled them
            case Scalar scalar -> scalar == held
                    || (scalar.size() == held.size() && !scalar.floating() && !held.floating());
            case Pointer _ -> false;
        };
    }

    private Storage segment(String what, Parameter parameter, Pointer pointer, MemorySegment segment) {
        long element = Math.max(1, pointer.to().size());
        if (segment.byteSize() == 0 || segment.byteSize() % element != 0) {
            throw new IllegalArgumentException(what + " is " + pointer.text() + ", got a MemorySegment of "
                    + segment.byteSize() + " bytes, which is no whole number of elements of " + element + " bytes");
        }
        if (segment.isNative()) {
            var storage = new Storage(parameter.name(), segment, (int) element);
            copyBacks.putIfAbsent(segment, storage::leave);
            return temporary(storage);
        }
        var storage = temporary(HostArray.allocate(parameter.name(), segment.byteSize() / element, (int) element));
        storage.bytes().copyFrom(segment);
        if (!pointer.constant()) {
            copyBacks.putIfAbsent(segment, () -> {
                storage.download();
                segment.copyFrom(storage.bytes());
            });
        }
        return storage;
    }

    private Storage records(String what, Parameter parameter, Struct struct, Record[] records)
            throws InterruptedException {
        if (records.length == 0) {
            throw new IllegalArgumentException(what + " is " + parameter.type().text() + ", got an empty array");
        }
        long size = structs.size(struct, records.getClass().getComponentType());
        var storage = temporary(HostArray.allocate(parameter.name(), records.length, (int) size));
        for (int i = 0; i < records.length; i++) {
            if (records[i] == null) {
                throw new IllegalArgumentException(what + "[" + i + "] is null");
            }
            structs.write(what + "[" + i + "]", struct, records[i], storage.bytes(), i * size);
        }
        return storage;
    }

    private void readRecords(Struct struct, Storage storage, Record[] records) throws InterruptedException {
        storage.download();
        var type = records.getClass().getComponentType();
        long size = storage.elementBytes();
        for (int i = 0; i < records.length; i++) {
            records[i] = (Record) structs.read(struct, type, storage.bytes(), i * size);
        }
    }

    private Storage array(String what, Parameter parameter, Pointer pointer, Object value) {
        int length = HostArray.length(value);
        if (length == 0) {
            throw new IllegalArgumentException(what + " is " + pointer.text() + ", got an empty array");
        }
        if (length < 0 || !HostArray.fits(value, pointer.to())) {
            throw new IllegalArgumentException(
                    what + " is " + pointer.text() + ", got " + Elements.described(value) + ": " + advice(pointer));
        }
        return temporary(HostArray.copy(parameter.name(), value));
    }

    private static String advice(Pointer pointer) {
        return "pass " + HostArray.advice(pointer.to()) + " or a MemorySegment";
    }

    @Override
    public String toString() {
        return signature.toString();
    }
}
