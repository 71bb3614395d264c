package dev.linnet.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Scanner;

import org.junit.jupiter.api.Test;

class CellInputTest {
    private static CellInput input(String... lines) {
        var waiting = new ArrayDeque<>(List.of(lines));
        return new CellInput((prompt, password) -> waiting.poll(), () -> {});
    }

    @Test
    void bytes_are_never_negative() throws IOException {
        var input = input("é");
        assertEquals(List.of(0xC3, 0xA9, (int) '\n', -1, -1),
                List.of(input.read(), input.read(), input.read(), input.read(), input.read()));
    }

    @Test
    void a_scanner_and_a_reader_read_line_by_line() throws IOException {
        var scanner = new Scanner(input("3 4", "größe"), StandardCharsets.UTF_8);
        assertEquals(7, scanner.nextInt() + scanner.nextInt());
        scanner.nextLine();
        assertEquals("größe", scanner.nextLine());
        var reader = new BufferedReader(new InputStreamReader(input("a", ""), StandardCharsets.UTF_8));
        assertEquals("a", reader.readLine());
        assertEquals("", reader.readLine());
        assertNull(reader.readLine());
    }
}
