package dev.linnet.odeen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCacheTest {
    private static final Universe MINI = Universe.mini();

    @TempDir
    private Path folder;
    private final List<String> said = new ArrayList<>();

    private RuleTable open(Path file) {
        RuleTable table = TableCache.open(MINI, file, said::add);
        for (int rule = 0; rule < table.ruleCount(); rule++) {
            assertArrayEquals(Worlds.mini().row(rule), table.row(rule));
        }
        assertEquals(954, table.classes().count());
        return table;
    }

    @Test
    void a_table_that_was_kept_is_read_and_not_made_again() throws IOException {
        Path file = folder.resolve("a/b/mini.table");
        open(file);
        var written = Files.getLastModifiedTime(file);
        RuleTable mapped = open(file);
        assertEquals(written, Files.getLastModifiedTime(file));
        assertEquals(List.of(), said);
        assertEquals("This table is mapped from a file and cannot be labelled again.",
                assertThrows(IllegalStateException.class, () -> mapped.label(1)).getMessage());
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    private void damage(int at, int value) throws IOException {
        Path file = folder.resolve("mini.table");
        open(file);
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[at] ^= (byte) value;
        Files.write(file, bad);
        open(file);
        assertArrayEquals(good, Files.readAllBytes(file));
        assertEquals(1, said.size());
    }

    @Test
    void a_bit_that_flipped_is_found_and_the_table_built_again() throws IOException {
        damage(4096 + 4321, 4);
        assertEquals("The table in " + folder.resolve("mini.table")
                + " is damaged (its checksum is wrong); it is built again.", said.getFirst());
    }

    @Test
    void a_file_of_something_else_is_replaced() throws IOException {
        damage(0, 1);
        assertTrue(said.getFirst().contains("(it does not begin as a table does)"), said.getFirst());
    }

    @Test
    void a_table_of_another_universe_is_replaced() throws IOException {
        damage(20, 1);
        assertTrue(said.getFirst().contains("(it is the table of another universe)"), said.getFirst());
    }

    @Test
    void a_file_that_was_cut_off_is_replaced() throws IOException {
        Path file = folder.resolve("cut.table");
        Files.write(file, new byte[10]);
        open(file);
        assertTrue(said.getFirst().contains("(it has 10 bytes instead of "), said.getFirst());
        open(file);
        assertEquals(1, said.size());
    }

    @Test
    void a_place_that_cannot_be_written_costs_a_sentence_only() throws IOException {
        Path blocked = Files.createFile(folder.resolve("file"));
        open(blocked.resolve("mini.table"));
        assertTrue(said.getFirst().endsWith("it is in memory only."), said.getFirst());
    }

    @Test
    void universes_have_files_of_their_own() {
        assertTrue(!TableCache.file(MINI).equals(TableCache.file(Universe.standard())));
        assertTrue(TableCache.file(MINI).toString().endsWith(".table"));
    }
}
