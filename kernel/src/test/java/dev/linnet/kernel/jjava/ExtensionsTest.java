package dev.linnet.kernel.jjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

/** A session with extensions that were compiled against JJava alone, as those in the wild are. */
class ExtensionsTest {
    private static final String EXTENSION = """
            package birds;

            import java.util.List;
            import org.dflib.jjava.jupyter.Extension;
            import org.dflib.jjava.jupyter.kernel.BaseKernel;
            import org.dflib.jjava.jupyter.kernel.display.DisplayData;
            import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
            import org.dflib.jjava.jupyter.kernel.magic.CellMagic;
            import org.dflib.jjava.jupyter.kernel.magic.LineMagic;

            public class BirdExtension implements Extension {
                @Override
                public void install(BaseKernel kernel) {
                    kernel.getRenderer().createRegistration(Bird.class).preferring(MIMEType.TEXT_HTML)
                            .register((bird, context) -> context.renderIfRequested(MIMEType.TEXT_HTML,
                                    () -> "<b>" + bird.name + "</b>"));
                    LineMagic<String, BaseKernel> sing = (k, args) -> args.size() + " " + String.join("|", args);
                    CellMagic<String, BaseKernel> count = (k, args, body) -> args + " " + body.lines().count();
                    kernel.getMagicsRegistry().registerLineMagic("sing", sing).registerCellMagic("count", count);
                    kernel.evalRaw("int eggs = 3;");
                    DisplayData shown = new DisplayData("installed");
                    shown.putHTML("<i>installed</i>");
                    kernel.display(shown);
                    kernel.getIO().out.println("hello from " + kernel.getClass().getSimpleName());
                }

                @Override
                public void uninstall(BaseKernel kernel) {
                    System.setProperty("birds.uninstalled", "true");
                }
            }
            """;
    private static final String BIRD = """
            package birds;

            public class Bird {
                public final String name;

                public Bird(String name) {
                    this.name = name;
                }
            }
            """;

    @TempDir
    Path directory;

    private final List<Output> outputs = Collections.synchronizedList(new ArrayList<>());
    private Session session;

    @BeforeEach
    void open() {
        session = Session.open(SessionConfig.of(Library.empty(), directory));
        // What %jars does, without the module that has it.
        run("Magics.register(new dev.linnet.kernel.jjava.AddJar());");
    }

    @AfterEach
    void close() {
        session.close();
    }

    private List<Output> run(String code) {
        outputs.clear();
        var result = session.execute(ExecuteRequest.of(code), outputs::add);
        assertTrue(result.ok(), () -> code + "\n" + outputs);
        return List.copyOf(outputs);
    }

    private Map<String, Object> value(String code) {
        return run(code).stream()
                .filter(Output.ExecuteResult.class::isInstance)
                .map(output -> ((Output.ExecuteResult) output).bundle().data())
                .findFirst()
                .orElseThrow();
    }

    private String printed(String stream) {
        return outputs.stream()
                .filter(Output.Stream.class::isInstance)
                .map(Output.Stream.class::cast)
                .filter(output -> output.name().equals(stream))
                .map(Output.Stream::text)
                .collect(Collectors.joining());
    }

    private void jar(String name, Map<String, String> sources, String service) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(name + " classes"));
        var arguments = new ArrayList<>(List.of("-d", folder.toString(), "-proc:none", "-cp",
                System.getProperty("java.class.path")));
        for (var source : sources.entrySet()) {
            Path file = Files.createDirectories(directory.resolve(name)).resolve(source.getKey() + ".java");
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)));
        try (var jar = new JarOutputStream(Files.newOutputStream(directory.resolve(name + ".jar")));
                var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, jar);
            }
            jar.putNextEntry(new ZipEntry("META-INF/services/org.dflib.jjava.jupyter.Extension"));
            jar.write(service.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void birds() throws IOException {
        jar("birds", Map.of("Bird", BIRD, "BirdExtension", EXTENSION), "birds.BirdExtension");
    }

    @Test
    void an_extension_of_an_added_jar_is_installed_once_and_shows_what_it_has_to_say() throws IOException {
        birds();
        var shown = run("%add birds.jar").stream()
                .filter(Output.DisplayData.class::isInstance)
                .map(output -> ((Output.DisplayData) output).bundle().data())
                .toList();
        assertEquals(List.of(Map.of(MimeBundle.TEXT, "installed", MimeBundle.HTML, "<i>installed</i>")), shown);
        assertEquals("hello from ExtensionKernel\n", printed(Output.Stream.STDOUT));
        assertEquals("3", value("eggs").get(MimeBundle.TEXT));
        jar("again", Map.of("Bird", BIRD, "BirdExtension", EXTENSION), "birds.BirdExtension");
        run("%add again.jar");
        assertEquals("", printed(Output.Stream.STDOUT));
    }

    @Test
    void its_renderers_and_magics_serve_cells() throws IOException {
        birds();
        run("%add birds.jar");
        var bird = value("new birds.Bird(\"linnet\")");
        assertEquals("<b>linnet</b>", bird.get(MimeBundle.HTML));
        assertTrue(((String) bird.get(MimeBundle.TEXT)).startsWith("birds.Bird@"), bird.toString());
        assertEquals("2 a b|--c", value("%sing \"a b\" --c").get(MimeBundle.TEXT));
        assertEquals("2 a|b", value("String song = %sing a b\nsong").get(MimeBundle.TEXT));
        assertEquals("[x] 2", value("%%count x\none\ntwo\n").get(MimeBundle.TEXT));
    }

    @Test
    void it_serves_the_session_after_a_reset() throws IOException {
        birds();
        run("%add birds.jar");
        run("""
                import dev.linnet.kernel.magic.*;
                Magics.register(new LineMagic() {
                    public MagicSpec spec() {
                        return MagicSpec.of("afresh", "Resets.");
                    }
                    public Object runLine(MagicCall call, MagicContext context) {
                        context.reset();
                        return null;
                    }
                });
                """);
        run("%afresh");
        assertEquals("<b>linnet</b>", value("new birds.Bird(\"linnet\")").get(MimeBundle.HTML));
        assertEquals("3", value("eggs").get(MimeBundle.TEXT));
        assertEquals("1 tweet", value("%sing tweet").get(MimeBundle.TEXT));
    }

    @Test
    void it_is_uninstalled_with_the_session() throws IOException {
        System.clearProperty("birds.uninstalled");
        birds();
        run("%add birds.jar");
        session.close();
        assertEquals("true", System.getProperty("birds.uninstalled"));
    }

    @Test
    void one_that_fails_is_named_and_costs_nothing_else() throws IOException {
        jar("bad", Map.of("Bad", """
                public class Bad implements org.dflib.jjava.jupyter.Extension {
                    @Override
                    public void install(org.dflib.jjava.jupyter.kernel.BaseKernel kernel) {
                        throw new IllegalStateException("no nest");
                    }
                }
                """), "Missing\nBad");
        run("%add bad.jar");
        String complaint = printed(Output.Stream.STDERR);
        assertTrue(
                complaint.contains(
                        "The JJava extension Bad was not installed: java.lang.IllegalStateException: no nest"),
                complaint);
        assertTrue(complaint.contains("Missing"), complaint);
        assertEquals("2", value("1 + 1").get(MimeBundle.TEXT));
    }

    @Test
    void display_data_and_what_renders_itself_show_without_any_extension() {
        var data = value("""
                import org.dflib.jjava.jupyter.kernel.display.*;
                import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
                var data = new DisplayData("plain");
                data.putMarkdown("*rich*");
                data
                """);
        assertEquals(Map.of(MimeBundle.TEXT, "plain", MimeBundle.MARKDOWN, "*rich*"), data);
        var own = value("""
                class Own implements DisplayDataRenderable {
                    public void render(RenderContext context) {
                        context.renderIfRequested(MIMEType.TEXT_HTML, () -> "<p>own</p>");
                    }
                    public java.util.Set<MIMEType> getPreferredRenderTypes() {
                        return java.util.Set.of(MIMEType.TEXT_HTML);
                    }
                    public String toString() {
                        return "an Own";
                    }
                }
                new Own()
                """);
        assertEquals(Map.of(MimeBundle.TEXT, "an Own", MimeBundle.HTML, "<p>own</p>"), own);
    }
}
