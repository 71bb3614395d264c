package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;

import dev.linnet.cuda.compiler.Compilers;

/** A paper's notebook is a test: it runs from top to bottom, and its claims hold. */
class PaperNotebookTest {
    private static final Path NOTEBOOKS = Repository.ROOT.resolve("notebooks");

    @TempDir
    Path folder;

    static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(NOTEBOOKS)) {
            return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void every_claim_holds(Path notebook) throws IOException, InterruptedException {
        if (Files.readString(notebook).contains("%%cuda")) {
            assumeFalse(Compilers.ofThisMachine().found().isEmpty(), "no CUDA compiler on this machine");
        }
        Path out = folder.resolve("out.ipynb");
        Repository.Run run = Repository.linnet(NOTEBOOKS, "run", notebook.getFileName().toString(), "-o",
                out.toString());
        assertEquals(0, run.exit(), run::both);
        JsonArray claims = claims(out);
        assertFalse(claims.isEmpty(), "the notebook claims nothing");
        for (JsonElement claim : claims) {
            assertTrue(claim.getAsJsonObject().get("passed").getAsBoolean(), claim::toString);
        }
        assertEquals(claims(notebook).size(), claims.size(), "claims in the committed outputs");
    }

    private static JsonArray claims(Path notebook) {
        return NotebookFiles.read(notebook)
                .getAsJsonObject("metadata")
                .getAsJsonObject("linnet")
                .getAsJsonArray("claims");
    }
}
