package dev.linnet.kernel.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookTest {
    /** As nbformat 5 writes it: every kind of multi-line text, unknown members, awkward characters and numbers. */
    static final String CANONICAL = """
            {
             "cells": [
              {
               "attachments": {
                "a.txt": {
                 "text/plain": [
                  "x\\n",
                  "y"
                 ]
                }
               },
               "cell_type": "markdown",
               "id": "intro",
               "metadata": {},
               "source": [
                "# Größe \\u001b 😀 \\"quoted\\" \\\\alpha\\n",
                "\\n",
                "</script>  \\n",
                "end"
               ]
              },
              {
               "cell_type": "code",
               "execution_count": 1,
               "id": "run",
               "metadata": {
                "future": {
                 "a": 1.50,
                 "b": 1e-05,
                 "c": null
                }
               },
               "outputs": [
                {
                 "name": "stdout",
                 "output_type": "stream",
                 "text": [
                  "one\\r\\n",
                  "two\\n"
                 ]
                },
                {
                 "data": {
                  "application/json": {
                   "z": [
                    "kept as it is\\n",
                    "also"
                   ]
                  },
                  "image/png": "aGVsbG8=\\n",
                  "image/svg+xml": [
                   "<svg>\\n",
                   "</svg>"
                  ]
                 },
                 "metadata": {},
                 "output_type": "display_data"
                }
               ],
               "source": []
              }
             ],
             "metadata": {
              "unknown": []
             },
             "nbformat": 4,
             "nbformat_minor": 5
            }
            """;

    @TempDir
    Path directory;

    @Test
    void a_canonical_file_is_written_back_byte_for_byte() throws NotebookException {
        assertEquals(CANONICAL, Notebook.parse(CANONICAL, "n").toText());
    }

    @Test
    void sources_are_one_text_in_memory() throws NotebookException {
        var cells = Notebook.parse(CANONICAL, "n").cells();
        assertTrue(cells.getFirst().source().endsWith("</script>  \nend"));
        assertEquals("", cells.getLast().source());
    }

    @Test
    void keys_are_sorted_and_transient_members_dropped() throws NotebookException {
        String text = Notebook.parse("""
                {"nbformat_minor": 2, "nbformat": 4, "metadata": {"signature": "x", "b": 1, "a": 2},
                 "cells": [{"source": "1", "cell_type": "code", "metadata": {"trusted": true}, "outputs": [],
                            "execution_count": null}]}
                """, "n").toText();
        assertTrue(!text.contains("signature") && !text.contains("trusted"), text);
        assertTrue(text.indexOf("\"a\": 2") < text.indexOf("\"b\": 1"), text);
        assertTrue(!text.contains("\"id\""), "format 4.2 has no cell ids");
    }

    @Test
    void cells_of_format_4_5_get_stable_distinct_ids() throws NotebookException {
        String text = """
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                 {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": null},
                 {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": null}]}
                """;
        assertEquals(Notebook.parse(text, "n").toText(), Notebook.parse(text, "n").toText());
        var ids = new HashSet<String>();
        for (Cell cell : Notebook.parse(Notebook.parse(text, "n").toText(), "n").cells()) {
            ids.add(cell.json().get("id").getAsString());
        }
        assertEquals(2, ids.size());
        assertTrue(ids.stream().allMatch(id -> id.matches("[0-9a-f]{8}")), ids.toString());
    }

    @Test
    void cells_can_be_inserted_and_removed_anywhere() throws NotebookException {
        var notebook = Notebook.parse(CANONICAL, "n");
        notebook.insert(0, Cell.code("first", List.of()));
        notebook.insert(3, Cell.code("last", List.of("a", "b")));
        notebook.remove(1);
        assertEquals(List.of("first", "", "last"), notebook.cells().stream().map(Cell::source).toList());
        assertTrue(notebook.cells().getLast().isTagged("b"));
    }

    @Test
    void what_is_not_a_notebook_is_refused_in_one_sentence() {
        refused("", "is empty");
        refused("  \n", "is empty");
        refused("[1]", "not a notebook");
        refused("{}", "no list of \"cells\"");
        refused("{\"cells\": []}", "\"nbformat\": 4");
        refused("{\"nbformat\": 3, \"worksheets\": []}", "nbconvert");
        refused("{\"nbformat\": 5, \"cells\": []}", "newer");
        refused("{\"nbformat\": 4, \"cells\": [{}]}", "cell 1");
        refused("{\"nbformat\": 4, \"cells\": [7]}", "cell 1");
        refused("{\"nbformat\": 4,\n \"cells\": [\n<<<<<<< HEAD\n]}", "line 3");
        refused("{\"nbformat\": 4,\n \"cells\": [", "ends too early, in line 2");
        refused("{\"nbformat\": 4, \"cells\": []} {}", "not valid JSON");
        refused("[".repeat(100_000), "not valid JSON");
    }

    @Test
    void a_missing_or_unreadable_file_is_named() throws IOException {
        fails(directory.resolve("absent.ipynb"), "There is no notebook");
        fails(directory, "is a directory");
        Path binary = directory.resolve("binary.ipynb");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        fails(binary, "not text in UTF-8");
    }

    @Test
    void a_file_is_replaced_as_a_whole_and_leaves_nothing_beside_it() throws Exception {
        Path file = directory.resolve("a notebook.ipynb");
        Files.writeString(file, "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.ipynb"), file);
        NotebookFile.write(Notebook.parse(CANONICAL, "n"), link);
        assertEquals(CANONICAL, Files.readString(file));
        assertTrue(Files.isSymbolicLink(link));
        try (var files = Files.list(directory)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void writing_where_no_file_can_be_says_so() throws Exception {
        Path file = directory.resolve("file");
        Files.writeString(file, "");
        var notebook = Notebook.parse(CANONICAL, "n");
        var failure = assertThrows(NotebookException.class,
                () -> NotebookFile.write(notebook, file.resolve("n.ipynb")));
        assertTrue(failure.getMessage().startsWith("Cannot write '"), failure.getMessage());
    }

    @Test
    void nbformat_itself_would_write_the_same_bytes() throws Exception {
        Path file = directory.resolve("n.ipynb");
        Files.writeString(file, CANONICAL);
        String program = "import nbformat, sys; nb = nbformat.read(sys.argv[1], 4); nbformat.validate(nb); "
                + "sys.stdout.buffer.write((nbformat.writes(nb) + chr(10)).encode())";
        byte[] written = null;
        for (String python : List.of("python3", "/usr/bin/python3")) {
            var process = new ProcessBuilder(python, "-c", program, file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            byte[] output = process.getInputStream().readAllBytes();
            if (process.waitFor() == 0) {
                written = output;
                break;
            }
        }
        org.junit.jupiter.api.Assumptions.assumeTrue(written != null, "Python's nbformat is not installed");
        // Python writes the numbers in its own spelling.
        String expected = CANONICAL.replace("1.50", "1.5");
        assertEquals(expected, new String(written, StandardCharsets.UTF_8));
    }

    private void fails(Path file, String part) {
        var failure = assertThrows(NotebookException.class, () -> NotebookFile.read(file));
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }

    private static void refused(String text, String part) {
        var failure = assertThrows(NotebookException.class, () -> Notebook.parse(text, "bad.ipynb"));
        assertTrue(failure.getMessage().contains(part) && failure.getMessage().contains("bad.ipynb"),
                failure.getMessage());
    }
}
