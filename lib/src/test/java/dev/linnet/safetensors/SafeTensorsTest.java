package dev.linnet.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The byte format, against files put together by hand. */
class SafeTensorsTest {
    @TempDir
    Path folder;

    /** A file of a header and bytes, with no help from what is tested. */
    private Path file(String header, int... bytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return file(text.length, text, bytes);
    }

    private Path file(long claimed, byte[] text, int... bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < 8; i++) {
            out.write((int) (claimed >>> (8 * i)));
        }
        out.writeBytes(text);
        for (int value : bytes) {
            out.write(value);
        }
        return Files.write(folder.resolve("x.safetensors"), out.toByteArray());
    }

    @Test
    void every_floating_point_type_is_read() throws IOException {
        Path file = file("""
                {"__metadata__":{"a":"b"},
                 "f32":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                 "f16":{"dtype":"F16","shape":[1,3],"data_offsets":[8,14]},
                 "bf16":{"dtype":"BF16","shape":[2],"data_offsets":[14,18]},
                 "f64":{"dtype":"F64","shape":[],"data_offsets":[18,26]},
                 "i64":{"dtype":"I64","shape":[1],"data_offsets":[26,34]},
                 "none":{"dtype":"F32","shape":[0,3],"data_offsets":[34,34]}}\s\s\s""",
                0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x20, 0xc0, // 1, -2.5
                0x00, 0x3c, 0x00, 0xc1, 0x01, 0x00, // 1, -2.5, the smallest
                0x80, 0x3f, 0x20, 0xc0, // 1, -2.5
                0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f, // 0.1
                1, 0, 0, 0, 0, 0, 0, 0);
        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertEquals(Map.of("a", "b"), tensors.metadata());
            assertArrayEquals(new float[] {1, -2.5f}, tensors.floats("f32"));
            assertArrayEquals(new float[] {1, -2.5f, 0x1p-24f}, tensors.floats("f16"));
            assertArrayEquals(new float[] {1, -2.5f}, tensors.floats("bf16"));
            assertArrayEquals(new float[] {0.1f}, tensors.floats("f64"));
            assertArrayEquals(new double[] {0.1}, tensors.doubles("f64"));
            assertArrayEquals(new double[] {1, -2.5, 0x1p-24}, tensors.doubles("f16"));
            assertArrayEquals(new float[0], tensors.floats("none"));
            assertEquals(List.of(1L, 3L), tensors.tensors().get("f16").shape());
            assertEquals("x.safetensors: tensor i64 is I64; numbers are read from F32, F16, BF16 and F64.",
                    assertThrows(SafeTensorsException.class, () -> tensors.floats("i64")).getMessage());
            assertEquals("x.safetensors has no tensor y.",
                    assertThrows(IllegalArgumentException.class, () -> tensors.floats("y")).getMessage());
        }
    }

    @Test
    void what_is_written_is_the_format_byte_for_byte() throws IOException {
        Path path = folder.resolve("w.safetensors");
        new SafeTensorsWriter(Map.of("k", "ü\"")).floats("a", List.of(1L, 2L), new float[] {9, 1, -2.5f}, 1)
                .doubles("b", List.of(), new double[] {0.1})
                .write(path);
        String header = "{\"__metadata__\":{\"k\":\"ü\\\"\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[8,16]}}";
        int length = header.getBytes(StandardCharsets.UTF_8).length;
        String padded = header + " ".repeat((8 - length % 8) % 8);
        Path expected = file(padded, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x20, 0xc0, 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99,
                0xb9, 0x3f);
        assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(path));
        assertEquals(0, padded.getBytes(StandardCharsets.UTF_8).length % 8);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4,
                        "tensor a lies at bytes 0 to 8, but there are bytes 0 to 4 only: the file is truncated or damaged."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4,
                        "tensor a lies at bytes -4 to 0, but there are bytes 0 to 4 only: the file is truncated or damaged."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6,
                        "tensor b overlaps tensor a: it begins at byte 2, which ends at 4."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[5,9]}}", 9,
                        "tensor b begins at byte 5, but tensor a ends at 4: there must be no hole."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 5,
                        "1 bytes follow the last tensor; the file must end there."),
                Arguments.of("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
                        "tensor a has the dtype F31, which is unknown; known are [BOOL, U8, I8, F8_E5M2, F8_E4M3, I16, U16,"
                                + " F16, BF16, I32, U32, F32, F64, I64, U64]."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,4]}}", 4,
                        "tensor a has 4 bytes, but F32 of shape [2, 2] needs 16."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,8],\"data_offsets\":[0,4]}}", 4,
                        "tensor a has the impossible shape [4611686018427387904, 8]."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4,
                        "tensor a has 1 data_offsets; there must be 2."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4,
                        "tensor a lacks dtype, shape or data_offsets."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", 4,
                        "tensor a has the field x, which the format does not know."),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8,
                        "tensor a is there twice."));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_broken_header_costs_one_sentence(String header, int bytes, String sentence) throws IOException {
        Path file = file(header, new int[bytes]);
        var e = assertThrows(SafeTensorsException.class, () -> SafeTensors.open(file));
        assertEquals("x.safetensors: " + sentence, e.getMessage());
    }

    @Test
    void headers_that_are_no_json_cost_one_sentence() throws IOException {
        for (String header : new String[] {"[]", "{\"a\":", "no", "{\"a\":{\"dtype\":3,\"shape\":\"x\"}}", "{}}",
                "{\"__metadata__\":[]}", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}"}) {
            Path file = file(header, 0, 0, 0, 0);
            var e = assertThrows(SafeTensorsException.class, () -> SafeTensors.open(file), header);
            assertTrue(e.getMessage().startsWith("x.safetensors: ") && e.getMessage().lines().count() == 1,
                    e::getMessage);
        }
    }

    @Test
    void a_header_length_beyond_the_file_costs_one_sentence() throws IOException {
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        for (long claimed : new long[] {3, 1, -1, Long.MAX_VALUE, 100_000_001}) {
            Path file = file(claimed, text);
            var e = assertThrows(SafeTensorsException.class, () -> SafeTensors.open(file));
            assertEquals("x.safetensors: its header claims " + Long.toUnsignedString(claimed)
                    + " bytes, but it must have at least 2, at most 100000000, and 2 follow: the file is truncated, damaged"
                    + " or in another format.", e.getMessage());
        }
        Path file = Files.write(folder.resolve("s"), new byte[3]);
        assertEquals("s: it has 3 bytes; a safetensors file begins with 8 bytes of header length.",
                assertThrows(SafeTensorsException.class, () -> SafeTensors.open(file)).getMessage());
        assertThrows(NoSuchFileException.class, () -> SafeTensors.open(folder.resolve("absent")));
        assertEquals(folder + ": it is a folder; name a file.",
                assertThrows(SafeTensorsException.class, () -> SafeTensors.open(folder)).getMessage());
    }

    @Test
    void a_file_cut_anywhere_is_refused() throws IOException {
        Path path = folder.resolve("w.safetensors");
        new SafeTensorsWriter(Map.of("k", "v")).floats("a", List.of(3L), new float[3], 0).write(path);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, length));
            assertThrows(SafeTensorsException.class, () -> SafeTensors.open(cut), "length " + length);
        }
    }

    @Test
    void two_tensors_of_one_name_or_too_few_numbers_are_refused() {
        var writer = new SafeTensorsWriter(Map.of()).floats("a", List.of(1L), new float[1], 0);
        assertEquals("A tensor cannot be called a: there is one already.",
                assertThrows(IllegalArgumentException.class, () -> writer.floats("a", List.of(1L), new float[1], 0))
                        .getMessage());
        assertEquals("Tensor b of shape [2, 2] has 4 numbers, but there are 3.",
                assertThrows(IllegalArgumentException.class, () -> writer.floats("b", List.of(2L, 2L), new float[4], 1))
                        .getMessage());
    }

    @Test
    void a_full_disk_leaves_the_older_file_and_nothing_else() throws IOException, InterruptedException {
        Path path = folder.resolve("m.safetensors");
        new SafeTensorsWriter(Map.of()).floats("a", List.of(1L), new float[] {7}, 0).write(path);
        // A limit on the size of files makes writing fail as a full disk does.
        String java = ProcessHandle.current().info().command().orElseThrow();
        var process = new ProcessBuilder("sh", "-c", "ulimit -f 64; exec \"$0\" -XX:-UsePerfData -Xint -cp \"$1\" "
                + WriteMuch.class.getName() + " \"$2\"", java, System.getProperty("java.class.path"), path.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(3, process.waitFor(), said);
        try (SafeTensors tensors = SafeTensors.open(path)) {
            assertEquals(Set.of("a"), tensors.tensors().keySet());
            assertArrayEquals(new float[] {7}, tensors.floats("a"));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    @Test
    void what_cannot_be_written_is_named_with_the_reason_and_leaves_nothing() throws IOException {
        var writer = new SafeTensorsWriter(Map.of()).floats("a", List.of(1L), new float[] {7}, 0);
        Path none = folder.resolve("none").resolve("a.safetensors");
        assertEquals(none + ": its folder is not there; make it first",
                assertThrows(FileSystemException.class, () -> writer.write(none)).getMessage());
        Path sub = Files.createDirectory(folder.resolve("sub"));
        assertEquals(sub + ": it is a folder; name a file",
                assertThrows(FileSystemException.class, () -> writer.write(sub)).getMessage());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(sub), files.toList());
        }
    }

    @Test
    void a_file_has_the_permissions_of_any_new_file() throws IOException {
        Path file = folder.resolve("shared.safetensors");
        new SafeTensorsWriter(Map.of()).floats("a", List.of(1L), new float[] {7}, 0).write(file);
        assertEquals(Files.getPosixFilePermissions(Files.createFile(folder.resolve("other"))),
                Files.getPosixFilePermissions(file));
    }

    @Test
    void an_interrupt_does_not_end_the_writing() throws IOException {
        Path file = folder.resolve("interrupted.safetensors");
        Thread.currentThread().interrupt();
        new SafeTensorsWriter(Map.of()).floats("a", List.of(2L), new float[] {1, 2}, 0).write(file);
        assertTrue(Thread.interrupted(), "whoever interrupted still sees it");
        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertArrayEquals(new float[] {1, 2}, tensors.floats("a"));
        }
    }
}
