package dev.linnet.probe.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * An array of bytes in the form of MNIST's files: two zero bytes, 8 for unsigned bytes, the number of dimensions, each dimension as a
 * big-endian integer, then the numbers.
 *
 * @param dimensions at least one
 * @param numbers    0 to 255 each, the last dimension running fastest
 */
@SuppressWarnings("ArrayRecordComponent") // read in place
record Idx(int[] dimensions, byte[] numbers) {
    private static final int UNSIGNED_BYTES = 8;

    /** A file, compressed by gzip. */
    static Idx read(Path file) {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return parse(in.readAllBytes(), file.toString());
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("there is no file '" + file + "'", missing);
        } catch (IOException failure) {
            throw new UncheckedIOException("'" + file + "' cannot be read: " + failure.getMessage(), failure);
        }
    }

    static Idx parse(byte[] bytes, String where) {
        var in = ByteBuffer.wrap(bytes);
        if (bytes.length < 8 || in.getShort() != 0 || in.get() != UNSIGNED_BYTES) {
            throw new IllegalArgumentException("'" + where + "' is no IDX file of unsigned bytes: it begins with "
                    + Arrays.toString(Arrays.copyOf(bytes, Math.min(4, bytes.length))));
        }
        var dimensions = new int[in.get()];
        long count = 1;
        for (int i = 0; i < dimensions.length && in.remaining() >= Integer.BYTES; i++) {
            dimensions[i] = in.getInt();
            count *= dimensions[i];
        }
        if (dimensions.length == 0 || count != in.remaining()) {
            throw new IllegalArgumentException("'" + where + "' announces " + Arrays.toString(dimensions)
                    + " numbers, but has " + in.remaining());
        }
        return new Idx(dimensions, Arrays.copyOfRange(bytes, in.position(), bytes.length));
    }

    byte[] bytes() {
        var out = ByteBuffer.allocate(4 + Integer.BYTES * dimensions.length + numbers.length);
        out.putShort((short) 0).put((byte) UNSIGNED_BYTES).put((byte) dimensions.length);
        for (int dimension : dimensions) {
            out.putInt(dimension);
        }
        return out.put(numbers).array();
    }
}
