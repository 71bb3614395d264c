package dev.linnet.probe.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linnet.probe.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays in NumPy's format, as its documentation describes it and as NumPy itself writes it. */
class NumpyTest {
    @TempDir
    Path folder;

    /** An npy file of version 1, with numbers that are already bytes. */
    private static byte[] npy(String header, byte[] numbers) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(10 + text.length + numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .put(numbers)
                .array();
    }

    private static byte[] npy(String type, String shape, byte... numbers) {
        return npy("{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }", numbers);
    }

    private static byte[] doubles(double... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(bytes::putDouble);
        return bytes.array();
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Features read(byte[] x, byte[] y) throws IOException {
        return Features.npy(file("x.npy", x), file("y.npy", y));
    }

    private static final byte[] TWO_LABELS = npy("|u1", "2,", (byte) 1, (byte) 0);

    @Test
    void rows_of_either_order_are_the_same_rows() throws IOException {
        Features data = read(npy("<f8", "2, 3", doubles(1, 2, 3, 4, 5, 6)), TWO_LABELS);
        assertEquals("x.npy: 2 rows x 3 features, 2 classes", data.toString());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, data.samples().x());
        assertArrayEquals(new int[] {1, 0}, data.samples().labels());
        byte[] fortran = npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", doubles(1, 4, 2, 5, 3, 6));
        assertArrayEquals(data.samples().x(), read(fortran, TWO_LABELS).samples().x());
    }

    @Test
    void every_type_of_numbers_and_both_byte_orders_are_read() throws IOException {
        Object[][] cases = {{"<f2", new byte[] {0, 0x3e}, 1.5}, {">f4", new byte[] {(byte) 0xc0, 0, 0, 0}, -2.0},
                {">f8", new byte[] {0x40, 0x08, 0, 0, 0, 0, 0, 0}, 3.0}, {"|i1", new byte[] {-5}, -5.0},
                {"|u1", new byte[] {-5}, 251.0}, {"<i2", new byte[] {1, -1}, -255.0},
                {"<u2", new byte[] {1, -1}, 65281.0},
                {"<i4", new byte[] {-2, -1, -1, -1}, -2.0}, {"<u4", new byte[] {-2, -1, -1, -1}, 4294967294.0},
                {"<i8", new byte[] {-2, -1, -1, -1, -1, -1, -1, -1}, -2.0},
                {"<u8", new byte[] {0, 0, 0, 0, 0, 0, 0, -128}, 0x1p63}, {"|b1", new byte[] {1}, 1.0}};
        for (Object[] one : cases) {
            Samples read = read(npy((String) one[0], "1, 1", (byte[]) one[1]), npy("|u1", "1,", (byte) 0)).samples();
            assertEquals((double) one[2], read.at(0, 0), (String) one[0]);
        }
    }

    @Test
    void arrays_of_an_npz_file_are_found_by_name() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("labels.npy"));
            zip.write(TWO_LABELS);
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(npy("<f8", "2, 1", doubles(7, 8)));
        }
        Path file = file("d.npz", bytes.toByteArray());
        assertArrayEquals(new double[] {7, 8}, Features.npz(file, "x", "labels").samples().x());
        assertEquals("d.npz: it has no array y; it has labels, x.",
                assertThrows(FeaturesException.class, () -> Features.npz(file, "y", "labels")).getMessage());
        Path fake = file("e.npz", "no zip".getBytes(StandardCharsets.UTF_8));
        assertEquals("e.npz: it has no array x; it is no npz file, or an empty one.",
                assertThrows(FeaturesException.class, () -> Features.npz(fake, "x", "y")).getMessage());
    }

    private String refusal(byte[] x, byte[] y) {
        return assertThrows(FeaturesException.class, () -> read(x, y)).getMessage();
    }

    @Test
    void what_is_wrong_with_an_array_is_said_with_its_shape_or_row() {
        byte[] x = npy("<f8", "2, 1", doubles(7, 8));
        assertEquals("x.npy: it is empty.", refusal(new byte[0], TWO_LABELS));
        assertEquals("x.npy: it is no npy file; one begins with \\x93NUMPY.", refusal(new byte[20], TWO_LABELS));
        assertEquals("x.npy: it ends within its header.", refusal(Arrays.copyOf(x, 30), TWO_LABELS));
        assertEquals("x.npy: of its shape (2, 1) only 1 numbers are there: the file is truncated.",
                refusal(Arrays.copyOf(x, x.length - 3), TWO_LABELS));
        assertEquals("x.npy: its shape is (2); features have the shape (rows, features).",
                refusal(npy("<f8", "2,", doubles(1, 2)), TWO_LABELS));
        assertEquals("y.npy: its shape is (3), but the features have (2, 1); one label a row is needed: (2).",
                refusal(x, npy("|u1", "3,", new byte[3])));
        assertEquals("x.npy: there is no row in it.", refusal(npy("<f8", "0, 3"), npy("|u1", "0,")));
        assertEquals(
                "x.npy: in row 1 the feature 0 is NaN; features must be finite: drop the row or fill the value in.",
                refusal(npy("<f8", "2, 1", doubles(7, Double.NaN)), TWO_LABELS));
        assertEquals("x.npy: in row 1 the label is 0.5; it must be an integer of at least 0 and below 1000000.",
                refusal(x, npy("<f8", "2,", doubles(1, 0.5))));
        assertTrue(refusal(npy("|O", "2, 1", new byte[16]), TWO_LABELS)
                .endsWith("arrays of truth values, integers and floats are read."));
        assertTrue(
                refusal(npy("<f9", "2, 1", new byte[16]), TWO_LABELS).startsWith("x.npy: its numbers are of type f9"));
    }

    @Test
    void what_numpy_writes_is_read() throws IOException, InterruptedException {
        Path out = folder.resolve("numpy");
        Files.createDirectories(out);
        String script = """
                import sys, numpy as np
                r = np.random.default_rng(1)
                x = r.normal(size=(50, 4)); y = np.arange(50) % 3
                np.save('x.npy', x); np.save('y.npy', y)
                np.save('f.npy', np.asfortranarray(x.astype(np.float32)))
                np.savez_compressed('d.npz', features=x, labels=y.astype(np.int8))
                print(repr(float(x[17, 2])))
                """;
        Process python;
        try {
            python = new ProcessBuilder("/usr/bin/python3", "-c", script).directory(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException _) {
            assumeTrue(false, "there is no Python on this machine");
            return;
        }
        String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(python.waitFor() == 0, "there is no NumPy on this machine");
        Samples plain = Features.npy(out.resolve("x.npy"), out.resolve("y.npy")).samples();
        assertEquals(Double.parseDouble(printed), plain.at(17, 2));
        assertEquals(2, plain.labels()[47]);
        assertArrayEquals(plain.x(), Features.npz(out.resolve("d.npz"), "features", "labels").samples().x());
        assertArrayEquals(plain.x(), Features.npy(out.resolve("f.npy"), out.resolve("y.npy")).samples().x(), 1e-6);
    }
}
