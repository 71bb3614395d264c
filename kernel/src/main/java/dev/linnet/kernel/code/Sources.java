package dev.linnet.kernel.code;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;

import javax.lang.model.element.Element;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/**
 * Finds the source of library classes: in the JDK's {@code src.zip}, in the {@code -sources.jar} beside a jar, or as pages in
 * the {@code -javadoc.jar} beside it.
 */
final class Sources {
    private static final int REMEMBERED = 32;

    private final Compiler compiler;
    private final Map<String, Optional<SourceFile>> parsed = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<SourceFile>> eldest) {
            return size() > REMEMBERED;
        }
    };

    Sources(Compiler compiler) {
        this.compiler = compiler;
    }

    /** The file that declares a library's element. */
    Optional<SourceFile> fileOf(Element element, Elements elements) {
        TypeElement type = topLevel(element);
        if (type == null) {
            return Optional.empty();
        }
        String name = type.getQualifiedName().toString();
        Optional<SourceFile> known = parsed.get(name);
        if (known == null) {
            known = read(type, elements).map(compiler::parse);
            parsed.put(name, known);
        }
        return known;
    }

    /** The cleaned page of a library's type in a javadoc jar: what it says about the type itself. */
    Optional<String> page(Element element) {
        TypeElement type = topLevel(element);
        if (type == null || !type.equals(element)) {
            return Optional.empty();
        }
        String entry = type.getQualifiedName().toString().replace('.', '/') + ".html";
        for (Path jar : compiler.index().jarsOf(type.getQualifiedName().toString())) {
            Optional<String> page = entry(beside(jar, "-javadoc.jar"), entry);
            if (page.isPresent()) {
                return page.map(Sources::description);
            }
        }
        return Optional.empty();
    }

    private static String description(String page) {
        int section = page.indexOf("id=\"class-description\"");
        int start = page.indexOf("<div class=\"block\">", Math.max(0, section));
        int end = start < 0 ? -1 : page.indexOf("</div>", start);
        return end < 0 ? "" : Html.clean(page.substring(start, end + "</div>".length()));
    }

    private Optional<String> read(TypeElement type, Elements elements) {
        ModuleElement module = elements.getModuleOf(type);
        String entry = type.getQualifiedName().toString().replace('.', '/') + ".java";
        if (module != null && !module.isUnnamed()) {
            return entry(Path.of(System.getProperty("java.home"), "lib", "src.zip"),
                    module.getQualifiedName() + "/" + entry);
        }
        for (Path jar : compiler.index().jarsOf(type.getQualifiedName().toString())) {
            Optional<String> source = entry(beside(jar, "-sources.jar"), entry);
            if (source.isPresent()) {
                return source;
            }
        }
        return Optional.empty();
    }

    private static Path beside(Path jar, String ending) {
        String name = String.valueOf(jar.getFileName());
        return jar
                .resolveSibling(name.endsWith(".jar") ? name.substring(0, name.length() - 4) + ending : name + ending);
    }

    private static Optional<String> entry(Path archive, String name) {
        if (!Files.isRegularFile(archive)) {
            return Optional.empty();
        }
        try (var zip = new ZipFile(archive.toFile())) {
            var entry = zip.getEntry(name);
            if (entry == null) {
                return Optional.empty();
            }
            try (var in = zip.getInputStream(entry)) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return Optional.empty(); // an archive that cannot be read documents nothing; the signature is still shown
        }
    }

    private static TypeElement topLevel(Element element) {
        Element at = element;
        while (at != null && !(at instanceof TypeElement type && type.getNestingKind() == NestingKind.TOP_LEVEL)) {
            at = at.getEnclosingElement();
        }
        return (TypeElement) at;
    }
}
