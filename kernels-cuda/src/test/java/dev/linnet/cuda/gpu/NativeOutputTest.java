package dev.linnet.cuda.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What C prints is caught, and then goes again where it went. */
@EnabledOnOs(OS.LINUX)
@SuppressWarnings("restricted") // printing by C is the point
class NativeOutputTest {
    private static void puts(String line) {
        var linker = Linker.nativeLinker();
        try (var arena = Arena.ofConfined()) {
            int _ = (int) linker.downcallHandle(linker.defaultLookup().find("puts").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                    .invokeExact(arena.allocateFrom(line));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path output() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
    }

    @Test
    void what_c_prints_is_caught_and_the_output_is_put_back() throws IOException {
        var before = output();
        List<String> printed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            NativeOutput.during(() -> puts("größer als 1"), printed::add);
        }
        NativeOutput.during(() -> {}, printed::add);
        assertEquals(List.of("größer als 1\n", "größer als 1\n", "größer als 1\n"), printed);
        assertEquals(before, output());
    }

    @Test
    void what_was_printed_before_something_went_wrong_is_not_lost() throws IOException {
        var before = output();
        List<String> printed = new ArrayList<>();
        var thrown = assertThrows(IllegalStateException.class, () -> NativeOutput.during(() -> {
            puts("so far");
            throw new IllegalStateException("wrong");
        }, printed::add));
        assertEquals("wrong", thrown.getMessage());
        assertEquals(List.of("so far\n"), printed);
        assertEquals(before, output());
    }

    @Test
    void more_than_a_pipe_holds_is_caught() {
        List<String> printed = new ArrayList<>();
        var line = "x".repeat(9_999);
        NativeOutput.during(() -> {
            for (int i = 0; i < 100; i++) {
                puts(line);
            }
        }, printed::add);
        assertEquals(1_000_000, printed.getFirst().length());
    }
}
