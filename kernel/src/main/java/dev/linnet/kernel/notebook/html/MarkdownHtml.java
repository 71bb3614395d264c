package dev.linnet.kernel.notebook.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown as HTML. Formulas become MathML; one that {@link TexFormula} does not know keeps its TeX, marked for MathJax
 * and readable without it. Of HTML inside Markdown only harmless tags without attributes stay tags.
 */
final class MarkdownHtml {
    private static final Pattern MATH = Pattern.compile("""
            (?<code>(?<fence>`+)(?s:.+?)\\k<fence>(?!`))\
            |\\$\\$(?<display>(?s:.+?))\\$\\$\
            |\\\\\\[(?<bracket>(?s:.+?))\\\\\\]\
            |(?<environment>\\\\begin\\{(?<name>\\w+\\*?)\\}(?s:.+?)\\\\end\\{\\k<name>\\})\
            |(?<![\\\\$\\w])\\$(?<inline>[^\\s$](?:(?:\\\\.|[^$\\\\])*?[^\\s$\\\\])?)\\$(?!\\d)\
            |\\\\\\((?<parenthesis>.+?)\\\\\\)""");
    private static final Pattern HARMLESS = Pattern
            .compile("</?(br|sub|sup|kbd|b|i|em|strong|details|summary|u|s|small|mark|center|hr)\\s*/?>");
    /** A character of the private use area: no notebook means anything by it, and Markdown leaves it alone. */
    private static final char PLACE = '\uE000';
    private static final Pattern PLACED = Pattern.compile(PLACE + "(\\d+)" + PLACE);

    private static final List<TablesExtension> EXTENSIONS = List.of((TablesExtension) TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .sanitizeUrls(true)
            .nodeRendererFactory(HarmlessHtml::new)
            .build();

    private MarkdownHtml() {}

    static String of(String markdown) {
        var formulas = new ArrayList<String>();
        String text = takeFormulas(markdown.replace(PLACE, '\uFFFD'), formulas);
        String html = RENDERER.render(PARSER.parse(text));
        return PLACED.matcher(html)
                .replaceAll(place -> Matcher.quoteReplacement(formulas.get(Integer.parseInt(place.group(1)))));
    }

    /** Replaces each formula by a mark that Markdown does not read as anything. */
    private static String takeFormulas(String markdown, List<String> formulas) {
        return MATH.matcher(markdown).replaceAll(found -> {
            if (found.group("code") != null) {
                return Matcher.quoteReplacement(found.group());
            }
            formulas.add(formula(found));
            return PLACE + Integer.toString(formulas.size() - 1) + PLACE;
        });
    }

    private static String formula(MatchResult found) {
        for (String group : List.of("display", "bracket", "environment")) {
            if (found.group(group) != null) {
                String tex = found.group(group);
                return TexFormula.mathML(tex, true)
                        .orElseGet(() -> "<span class=\"math display\">\\[" + Escape.html(tex) + "\\]</span>");
            }
        }
        String tex = found.group("inline") != null ? found.group("inline") : found.group("parenthesis");
        return TexFormula.mathML(tex, false)
                .orElseGet(() -> "<span class=\"math\">\\(" + Escape.html(tex) + "\\)</span>");
    }

    /** Renders HTML in Markdown as text, harmless tags apart. */
    private record HarmlessHtml(HtmlNodeRendererContext context) implements NodeRenderer {
        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(HtmlInline.class, HtmlBlock.class);
        }

        @Override
        public void render(Node node) {
            String html = node instanceof HtmlInline inline ? inline.getLiteral() : ((HtmlBlock) node).getLiteral();
            var out = new StringBuilder();
            Matcher tag = HARMLESS.matcher(html);
            int end = 0;
            while (tag.find()) {
                out.append(Escape.html(html.substring(end, tag.start()))).append(tag.group());
                end = tag.end();
            }
            context.getWriter().raw(out.append(Escape.html(html.substring(end))).toString());
        }
    }
}
