package dev.linnet.kernel.notebook.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.notebook.Notebook;

/**
 * A notebook with its outputs as one HTML file: styles and pictures are inside, formulas are MathML. Where a formula is
 * none that we can convert, the page asks for MathJax, and shows its TeX where there is no network.
 */
public final class HtmlPage {
    private static final Pattern HEADING = Pattern.compile("(?m)^#\\s+(.+)$");
    private static final String MATHJAX = "https://cdn.jsdelivr.net/npm/mathjax@3/es5/tex-chtml.js";

    private HtmlPage() {}

    /**
     * The page.
     *
     * @param fallbackTitle its title where the notebook has no heading
     */
    public static String of(Notebook notebook, String fallbackTitle) {
        var body = new StringBuilder();
        for (Cell cell : notebook.cells()) {
            switch (cell.type()) {
                case "markdown" -> body.append("<section class=\"markdown\">\n")
                        .append(MarkdownHtml.of(cell.source()))
                        .append("</section>\n");
                case "code" -> code(cell, body);
                default -> body.append("<pre class=\"raw\">").append(Escape.html(cell.source())).append("</pre>\n");
            }
        }
        boolean unknownFormulas = body.indexOf("<span class=\"math") >= 0;
        String title = Escape.html(title(notebook, fallbackTitle));
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>
                %s</style>
                %s</head>
                <body>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(title, css(), unknownFormulas ? "<script async src=\"" + MATHJAX + "\"></script>\n" : "",
                body);
    }

    /** The HTML file that belongs to a notebook file. */
    public static Path beside(Path notebook) {
        String name = notebook.getFileName().toString();
        return notebook.resolveSibling(name.replaceFirst("\\.ipynb$", "") + ".html");
    }

    /** What a notebook file is called without its extension. */
    public static String titleOf(Path notebook) {
        return notebook.getFileName().toString().replaceFirst("\\.ipynb$", "");
    }

    private static void code(Cell cell, StringBuilder body) {
        JsonElement count = cell.json().get("execution_count");
        String number = count == null || count instanceof JsonNull ? " " : Escape.html(count.getAsString());
        body.append("<section class=\"code\">\n");
        if (!cell.source().isBlank()) {
            body.append("<div class=\"prompt\">[")
                    .append(number)
                    .append("]</div>\n<pre class=\"source\"><code>")
                    .append(JavaHtml.of(cell.source()))
                    .append("</code></pre>\n");
        }
        for (JsonElement output : cell.outputs()) {
            if (output instanceof JsonObject object) {
                body.append(OutputHtml.of(object));
            }
        }
        body.append("</section>\n");
    }

    private static String title(Notebook notebook, String fallback) {
        for (Cell cell : notebook.cells()) {
            Matcher heading = HEADING.matcher(cell.source());
            if (cell.type().equals("markdown") && heading.find()) {
                return heading.group(1).replaceAll("[*_`#]", "").strip();
            }
        }
        return fallback;
    }

    private static String css() {
        try (InputStream css = HtmlPage.class.getResourceAsStream("page.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
