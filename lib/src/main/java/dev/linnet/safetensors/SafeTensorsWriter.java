package dev.linnet.safetensors;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.linnet.files.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a safetensors file, {@linkplain WholeFile as a whole or not at all}. */
public final class SafeTensorsWriter {
    private static final int BUFFER = 1 << 16;

    private final Map<String, String> metadata;
    private final List<Written> tensors = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();
    private long end;

    /** Begins with the header's free text. */
    public SafeTensorsWriter(Map<String, String> metadata) {
        this.metadata = metadata;
    }

    private record Written(TensorInfo info, Numbers numbers) {}

    /** Puts number {@code i} into a buffer. */
    @FunctionalInterface
    private interface Numbers {
        void put(int i, ByteBuffer buffer);
    }

    /** A tensor of type F32: the numbers of {@code values} from {@code from} on, which must not change before {@link #write}. */
    public SafeTensorsWriter floats(String name, List<Long> shape, float[] values, int from) {
        return add(name, TensorType.F32, shape, values.length - from,
                (i, buffer) -> buffer.putFloat(values[from + i]));
    }

    /** A tensor of type F64. */
    public SafeTensorsWriter doubles(String name, List<Long> shape, double[] values) {
        return add(name, TensorType.F64, shape, values.length, (i, buffer) -> buffer.putDouble(values[i]));
    }

    private SafeTensorsWriter add(String name, TensorType type, List<Long> shape, int available, Numbers numbers) {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        if (count < 0 || count > available) {
            throw new IllegalArgumentException("Tensor %s of shape %s has %d numbers, but there are %d.".formatted(name,
                    shape, count, available));
        }
        if (name.equals("__metadata__") || !names.add(name)) {
            throw new IllegalArgumentException("A tensor cannot be called %s: %s.".formatted(name,
                    name.equals("__metadata__") ? "the format has that name for itself" : "there is one already"));
        }
        long bytes = Math.multiplyExact(count, (long) type.bytes());
        tensors.add(new Written(new TensorInfo(name, type, shape, end, end + bytes), numbers));
        end += bytes;
        return this;
    }

    /**
     * Writes the file.
     *
     * @throws java.nio.file.FileSystemException if it cannot be written, with the reason; nothing is left behind, and an older file stays
     */
    public void write(Path path) throws IOException {
        WholeFile.write(path, this::writeTo);
    }

    private void writeTo(OutputStream file) throws IOException {
        byte[] header = header();
        var bytes = new byte[Math.max(BUFFER, header.length + 8)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(header.length).put(header);
        flush(buffer, bytes, file);
        for (Written tensor : tensors) {
            int count = (int) tensor.info().count();
            for (int i = 0; i < count; i++) {
                if (buffer.remaining() < Double.BYTES) {
                    flush(buffer, bytes, file);
                }
                tensor.numbers().put(i, buffer);
            }
            flush(buffer, bytes, file);
        }
    }

    private static void flush(ByteBuffer buffer, byte[] bytes, OutputStream file) throws IOException {
        file.write(bytes, 0, buffer.position());
        buffer.clear();
    }

    /** The header, filled up with spaces so that numbers begin at a multiple of eight. */
    private byte[] header() {
        var json = new JsonObject();
        if (!metadata.isEmpty()) {
            var words = new JsonObject();
            metadata.forEach(words::addProperty);
            json.add("__metadata__", words);
        }
        for (Written tensor : tensors) {
            var entry = new JsonObject();
            entry.addProperty("dtype", tensor.info().type().name());
            var shape = new JsonArray();
            tensor.info().shape().forEach(shape::add);
            entry.add("shape", shape);
            var offsets = new JsonArray();
            offsets.add(tensor.info().begin());
            offsets.add(tensor.info().end());
            entry.add("data_offsets", offsets);
            json.add(tensor.info().name(), entry);
        }
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }
}
