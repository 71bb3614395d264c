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
    private final IdentityHashMap<Object, ForeignArray> foreign = new IdentityHashMap<>();
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
                throw new IllegalArgumentException(e.getMessage() + "\n    " + signature);
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
        var vector = HostArray.vector(struct);
        throw new IllegalArgumentException(what + " is the struct " + struct.name() + " of " + parameter.size()
                + " bytes, got " + Elements.described(value) + ": pass "
                + (vector == null
                        ? "a record with a component for each member" + (value instanceof Number
                                ? "; an enum's parameter is declared int to take a number"
                                : "")
                        : HostArray.advice(vector).replaceFirst(",.*", "") + " of "
                                + parameter.size() / vector.size()));
    }

    private Argument pointer(String what, Parameter parameter, Pointer pointer, Object value)
            throws InterruptedException {
        if (value == null) {
            throw new IllegalArgumentException(what + " is " + pointer.text() + ", got null: " + advice(pointer));
        }
        requireFit(what, pointer, value);
        var storage = memory.get(value);
        if (storage == null) {
            storage = storage(what, parameter, pointer, value);
            memory.put(value, storage);
            bytes += storage.bytes().byteSize();
        }
        boolean written = !pointer.constant();
        if (written) {
            copyBacks.putIfAbsent(value, copyBack(storage, pointer, value));
        }
        return new Argument.Memory(storage, written);
    }

    /** Requires that the value holds what the pointer points to. */
    private void requireFit(String what, Pointer pointer, Object value) {
        switch (value) {
            case Buffer buffer -> {
                if (buffer.isClosed()) {
                    throw new IllegalArgumentException(what + " is a buffer that was closed: make a new one");
                }
                requireFit(what, pointer, buffer.type(), buffer.length(), "a " + buffer);
            }
            case MemorySegment segment -> {
                long element = Math.max(1, pointer.to().size());
                if (segment.byteSize() == 0 || segment.byteSize() % element != 0) {
                    throw new IllegalArgumentException(what + " is " + pointer.text() + ", got a MemorySegment of "
                            + segment.byteSize() + " bytes, which is no whole number of elements of " + element
                            + " bytes");
                }
            }
            case Record[] records when pointer.to() instanceof Struct -> requireRecords(what, pointer, records);
            default -> {
                int length = HostArray.length(value);
                var foreign = length < 0 ? foreign(what, value) : null;
                if (length == 0 || (foreign != null && foreign.length() == 0)) {
                    throw new IllegalArgumentException(what + " is " + pointer.text() + ", got an empty array");
                }
                if (foreign != null) {
                    requireFit(what, pointer, foreign.type(), foreign.length(), foreign.title());
                } else if (length < 0 || !HostArray.fits(value, pointer.to())) {
                    throw misfit(what, pointer, Elements.described(value));
                }
            }
        }
    }

    private static void requireRecords(String what, Pointer pointer, Record[] records) {
        if (records.length == 0) {
            throw new IllegalArgumentException(what + " is " + pointer.text() + ", got an empty array");
        }
        for (int i = 0; i < records.length; i++) {
            if (records[i] == null) {
                throw new IllegalArgumentException(what + "[" + i + "] is null");
            }
        }
    }

    private static void requireFit(String what, Pointer pointer, Scalar held, long length, String described) {
        if (!fits(held, length, pointer.to())) {
            throw misfit(what, pointer, described);
        }
    }

    private static IllegalArgumentException misfit(String what, Pointer pointer, String described) {
        return new IllegalArgumentException(
                what + " is " + pointer.text() + ", got " + described + ": " + advice(pointer));
    }

    /** An array of another library, or null. */
    private ForeignArray foreign(String what, Object value) {
        var known = foreign.get(value);
        if (known == null) {
            try {
                known = ForeignArray.of(value).orElse(null);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
            }
            if (known != null) {
                foreign.put(value, known);
            }
        }
        return known;
    }

    /** Memory for a value that fits. */
    private Storage storage(String what, Parameter parameter, Pointer pointer, Object value)
            throws InterruptedException {
        var name = parameter.name();
        int element = (int) Math.max(1, pointer.to().size());
        if (value instanceof Buffer buffer) {
            buffer.storage().name(name);
            return buffer.storage();
        }
        return temporary(switch (value) {
            case MemorySegment segment when segment.isNative() -> inPlace(name, segment, element, segment);
            case MemorySegment segment -> {
                var copy = HostArray.allocate(name, segment.byteSize() / element, element);
                copy.bytes().copyFrom(segment);
                yield copy;
            }
            case Record[] records -> records(what, name, (Struct) pointer.to(), records);
            default -> switch (foreign.get(value)) {
                case null -> HostArray.copy(name, value);
                case ForeignArray.InPlace there -> inPlace(name, there.memory(), (int) there.type().size(), value);
                case ForeignArray.Copied there -> {
                    var copy = HostArray.allocate(name, there.length(), (int) there.type().size());
                    there.read().accept(copy.bytes());
                    yield copy;
                }
            };
        });
    }

    /** Memory that is not copied; a GPU's copy of it is given up after the launch. */
    private Storage inPlace(String name, MemorySegment memory, int element, Object value) {
        var storage = new Storage(name, memory, element);
        copyBacks.putIfAbsent(value, storage::leave);
        return storage;
    }

    private After copyBack(Storage storage, Pointer pointer, Object value) {
        return switch (value) {
            case Buffer _ -> () -> {};
            case MemorySegment segment -> () -> {
                storage.download();
                segment.copyFrom(storage.bytes());
            };
            case Record[] records -> () -> readRecords((Struct) pointer.to(), storage, records);
            default -> foreign.get(value) instanceof ForeignArray.Copied there ? () -> {
                storage.download();
                there.write().accept(storage.bytes());
            } : () -> HostArray.copyBack(storage, value);
        };
    }

    private Storage temporary(Storage storage) {
        temporary.add(storage);
        return storage;
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

    private Storage records(String what, String name, Struct struct, Record[] records) throws InterruptedException {
        long size = structs.size(struct, records.getClass().getComponentType());
        var storage = HostArray.allocate(name, records.length, (int) size);
        for (int i = 0; i < records.length; i++) {
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

    private static String advice(Pointer pointer) {
        return "pass " + HostArray.advice(pointer.to()) + " or a MemorySegment";
    }

    @Override
    public String toString() {
        return signature.toString();
    }
}
