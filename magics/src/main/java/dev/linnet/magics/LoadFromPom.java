package dev.linnet.magics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.linnet.kernel.library.DependencyRequest;
import dev.linnet.kernel.library.DependencyResolver;
import dev.linnet.kernel.library.MavenRepository;
import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicOption;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.magic.Reported;

/** {@code %loadFromPOM} and {@code %%loadFromPOM}: adds the dependencies of a POM to the class path. */
public final class LoadFromPom implements LineMagic, CellMagic {
    private static final Pattern PROJECT = Pattern.compile("<project[\\s>]");
    private static final Pattern DEPENDENCIES = Pattern.compile("<(dependencies|dependencyManagement|project)[\\s>]");

    @Override
    public MagicSpec spec() {
        return Maven.withOptions(MagicSpec.of("loadFromPOM", "Adds the dependencies of a POM to the class path."))
                .withOption(MagicOption.choice(List.of("runtime", "compile", "test"),
                        "which dependencies: for running (if not given), for compiling, or all", "-s", "--scope"))
                .withArguments("[POM FILE or its directory]", 0, 1)
                .withValueType("java.util.List<java.nio.file.Path>")
                .withHelp("""
                        %loadFromPOM ../pom.xml --scope test
                        %%loadFromPOM
                        <dependency><groupId>g</groupId><artifactId>a</artifactId><version>1</version></dependency>
                        The cell may be a whole POM or what stands in one: properties, repositories, dependencies,
                        dependencyManagement, or single dependencies. Parents, also by relative path, properties, BOMs,
                        exclusions and repositories of the POM hold as in a build. %maven? tells the rest.""");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context)
            throws MagicException, InterruptedException {
        var file = call.arguments().isEmpty() ? context.path("pom.xml") : context.path(call.argument());
        if (Files.isDirectory(file)) {
            file = file.resolve("pom.xml");
        }
        if (!Files.isRegularFile(file)) {
            throw new MagicException("\"" + file + "\" does not exist; name a POM, or write one below %%loadFromPOM.");
        }
        return load(file, file.toString(), call, context);
    }

    @Override
    public Object runCell(MagicCall call, String body, MagicContext context)
            throws MagicException, InterruptedException {
        if (!call.arguments().isEmpty()) {
            throw new MagicException("%%loadFromPOM takes the POM below it, but there is \"" + call.argument()
                    + "\"; write %loadFromPOM " + call.argument() + " for a file.");
        }
        if (body.isBlank()) {
            throw new MagicException("There is no POM; write it, or single dependencies, below %%loadFromPOM.");
        }
        try {
            // A parent's relative path begins at the notebook.
            var file = body.contains("<parent>")
                    ? Files.createTempFile(context.workingDirectory(), "linnet-pom", ".xml")
                    : Files.createTempFile("linnet-pom", ".xml");
            try {
                Files.writeString(file, project(body));
                return load(file, "the POM in this cell", call, context);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new MagicException("The POM cannot be written to a temporary file: " + e.getMessage(), e);
        }
    }

    private static Object load(Path file, String name, MagicCall call, MagicContext context)
            throws MagicException, InterruptedException {
        var scope = DependencyRequest.Scope.valueOf(call.value("-s").orElse("runtime").toUpperCase(Locale.ROOT));
        try {
            var found = Resolution.await(() -> new DependencyResolver(MavenRepository.ofUser()).resolve(file,
                    Maven.request(call, context, List.of()).withScope(scope)));
            if (found.jars().isEmpty()) {
                System.out.println("Nothing to add: " + name + " names no dependency of this scope.");
            }
            return new Reported(ClassPathAddition.add(found, context));
        } catch (MagicException e) {
            throw new MagicException(e.getMessage().replace("\"" + file + "\"", name), e);
        }
    }

    /** A whole POM around a part of one. */
    static String project(String body) {
        if (PROJECT.matcher(body).find()) {
            return body.strip();
        }
        var inner = DEPENDENCIES.matcher(body).find() ? body : "<dependencies>\n" + body + "\n</dependencies>";
        return "<project><modelVersion>4.0.0</modelVersion><groupId>notebook</groupId>"
                + "<artifactId>cell</artifactId><version>1</version>\n" + inner + "\n</project>";
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return FileNames.complete(partial, context, file -> file.toString().endsWith(".xml"));
    }
}
