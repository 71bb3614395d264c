package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.linnet.display.RenderLimits;
import dev.linnet.display.Renderer;
import dev.linnet.kernel.engine.EngineConfig;
import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicRegistry;

/** {@code docs/kernel.md} keeps up with what there is. */
class GuideTest {
    private static String guide() throws IOException {
        return Files.readString(Repository.ROOT.resolve("docs/kernel.md"));
    }

    @Test
    void every_magic_is_in_the_guide_in_each_of_its_forms() throws IOException {
        var magics = new MagicRegistry(GuideTest.class.getClassLoader()).all();
        assertTrue(magics.size() > 10, "magics: " + magics.size());
        for (var magic : magics) {
            String name = Pattern.quote(magic.spec().name());
            if (magic instanceof LineMagic) {
                assertTrue(Pattern.compile("(?<!%)%" + name + "\\b").matcher(guide()).find(), magic.spec().name());
            }
            if (magic instanceof CellMagic) {
                assertTrue(Pattern.compile("%%" + name + "\\b").matcher(guide()).find(), magic.spec().name());
            }
        }
    }

    @Test
    void every_renderer_of_the_library_is_in_the_guide() throws IOException {
        int renderers = 0;
        for (Renderer<?> renderer : ServiceLoader.load(Renderer.class)) {
            String type = renderer.type().getSimpleName().toLowerCase(java.util.Locale.ROOT);
            assertTrue(guide().toLowerCase(java.util.Locale.ROOT).contains(type), type);
            renderers++;
        }
        assertTrue(renderers > 0);
    }

    @Test
    void every_package_imported_in_each_cell_is_in_the_guide() throws IOException {
        for (String line : EngineConfig.PLATFORM_IMPORTS) {
            String last = line.replaceAll("import |\\.\\*;", "").replaceAll("java\\.util\\.", "");
            assertTrue(guide().contains("`" + last + "`"), line);
        }
    }

    @Test
    void the_limits_are_those_in_the_guide() throws IOException {
        assertTrue(guide().contains("50 elements, 20 columns, 6 levels, 5,000\nvalues, 20,000 characters"));
        assertEquals(new RenderLimits(50, 20, 6, 5_000, 20_000), RenderLimits.DEFAULT);
    }

    @Test
    void its_links_lead_somewhere() throws IOException {
        var link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(guide());
        while (link.find()) {
            Path target = Repository.ROOT.resolve("docs").resolve(link.group(1));
            assertTrue(Files.exists(target), link.group(1));
        }
    }
}
