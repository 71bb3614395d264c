package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.ops.Form;
import dev.linnet.cuda.ptx.ops.Forms;

/** The guide's list of opcodes is what the decoder has. */
class OpcodeListTest {
    private static Path file() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(here.resolve("docs"))) {
            here = here.getParent();
        }
        return here.resolve("docs/cuda-opcodes.md");
    }

    private static String list() {
        Map<String, StringBuilder> families = new LinkedHashMap<>();
        for (Form f : Forms.all()) {
            families.computeIfAbsent(f.family(), _ -> new StringBuilder()).append(f.notation()).append('\n');
        }
        StringBuilder text = new StringBuilder(
                """
                        # What the CPU engine executes

                        Every PTX opcode form that runs without a GPU. `{.x|.y}` may be there, one of `(.x|.y)` must be. Anything
                        else is rejected with the instruction and its line when the kernel is first launched. A test holds this
                        list to the decoder's own table (`OpcodeListTest`; run it with `-Dlinnet.write=true` to write the list
                        anew).

                        Not executed: textures and surfaces, clusters, copies of tensors (TMA), `wgmma`, `tcgen05`, sparse
                        matrices, dynamic parallelism.
                        """);
        families.forEach(
                (name, forms) -> text.append("\n## ").append(name).append("\n\n```\n").append(forms).append("```\n"));
        return text.toString();
    }

    @Test
    void the_list_in_the_guide_is_the_decoders() throws IOException {
        if (Boolean.getBoolean("linnet.write")) {
            Files.writeString(file(), list());
        }
        assertEquals(list(), Files.readString(file()));
    }
}
