package dev.linnet.safetensors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;

/**
 * A safetensors file, mapped into memory: opening it reads its header only, and a tensor's pages are read when the tensor is.
 * Usable from several threads.
 */
public final class SafeTensors implements AutoCloseable {
    /** The longest header that the format allows, in bytes. */
    static final long LONGEST_HEADER = 100_000_000;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(
            ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(
            ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(
            ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final Arena arena;
    private final MemorySegment buffer;
    private final Header header;

    private SafeTensors(String file, Arena arena, MemorySegment buffer, Header header) {
        this.file = file;
        this.arena = arena;
        this.buffer = buffer;
        this.header = header;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws SafeTensorsException if the file is not in the format, with one sentence that says why
     */
    public static SafeTensors open(Path path) throws IOException {
        String file = path.getFileName().toString();
        if (Files.isDirectory(path)) {
            throw new SafeTensorsException(path + ": it is a folder; name a file.");
        }
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < 8) {
                throw new SafeTensorsException(file + ": it has " + size
                        + " bytes; a safetensors file begins with 8 bytes of header length.");
            }
            MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
            long length = all.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
            if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
                throw new SafeTensorsException(file + ": its header claims " + Long.toUnsignedString(length)
                        + " bytes, but it must have at least 2, at most " + LONGEST_HEADER + ", and " + (size - 8)
                        + " follow: the file is truncated, damaged or in another format.");
            }
            Header header = Header.read(file, text(file, all.asSlice(8, length)), size - 8 - length);
            opened = true;
            return new SafeTensors(file, arena, all.asSlice(8 + length), header);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path.toString(), null, "there is no such file");
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static String text(String file, MemorySegment bytes) throws SafeTensorsException {
        try {
            return StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toArray(ValueLayout.JAVA_BYTE)))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new SafeTensorsException(file + ": its header is not UTF-8 text.");
        }
    }

    /** The header's free text, by key; empty if it has none. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /** The tensors by name, in the header's order. */
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(header.tensors());
    }

    /**
     * A tensor's numbers in single precision, row-major; F64 is rounded, F16 and BF16 are exact.
     *
     * @throws SafeTensorsException     if the type is no floating-point type that can be read
     * @throws IllegalArgumentException if there is no such tensor, or it has more numbers than an array
     */
    public float[] floats(String name) throws SafeTensorsException {
        TensorInfo tensor = tensor(name);
        MemorySegment bytes = buffer.asSlice(tensor.begin(), tensor.end() - tensor.begin());
        var numbers = new float[length(tensor)];
        switch (tensor.type()) {
            case F32 -> MemorySegment.copy(bytes, FLOAT, 0, numbers, 0, numbers.length);
            case F64 -> {
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = (float) bytes.getAtIndex(DOUBLE, i);
                }
            }
            case F16 -> {
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = Float.float16ToFloat(bytes.getAtIndex(SHORT, i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = Float.intBitsToFloat(bytes.getAtIndex(SHORT, i) << 16);
                }
            }
            default -> throw notReadable(tensor);
        }
        return numbers;
    }

    /** A tensor's numbers in double precision, row-major; exact for every type that can be read. */
    public double[] doubles(String name) throws SafeTensorsException {
        TensorInfo tensor = tensor(name);
        if (tensor.type() == TensorType.F64) {
            var numbers = new double[length(tensor)];
            MemorySegment.copy(buffer, DOUBLE, tensor.begin(), numbers, 0, numbers.length);
            return numbers;
        }
        float[] floats = floats(name);
        var numbers = new double[floats.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = floats[i];
        }
        return numbers;
    }

    private TensorInfo tensor(String name) {
        TensorInfo tensor = header.tensors().get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(file + " has no tensor " + name + ".");
        }
        return tensor;
    }

    private int length(TensorInfo tensor) {
        if (tensor.count() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(file + ": tensor " + tensor.name() + " has " + tensor.count()
                    + " numbers, more than one Java array holds.");
        }
        return (int) tensor.count();
    }

    private SafeTensorsException notReadable(TensorInfo tensor) {
        return new SafeTensorsException(file + ": tensor " + tensor.name() + " is " + tensor.type()
                + "; numbers are read from F32, F16, BF16 and F64.");
    }

    /** Gives the memory back; the file can no longer be read through this object. */
    @Override
    public void close() {
        arena.close();
    }
}
