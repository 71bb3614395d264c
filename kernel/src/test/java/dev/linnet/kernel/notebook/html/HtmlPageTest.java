package dev.linnet.kernel.notebook.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.google.gson.JsonObject;

import dev.linnet.kernel.notebook.Notebook;
import dev.linnet.kernel.notebook.NotebookException;

class HtmlPageTest {
    @Test
    void formulas_survive_markdown() {
        String html = MarkdownHtml.of("With $a_1 * b_2 * c_1 < 1$ and\n\n$$\\sum_{i} x_i$$\n\ncosts $5 and $6.");
        assertTrue(html.contains("<math alttext=\"a_1 * b_2 * c_1 &lt; 1\"><mrow><msub><mi>a</mi><mn>1</mn></msub>"),
                html);
        assertTrue(html.contains("<math display=\"block\" alttext=\"\\sum_{i} x_i\">"), html);
        assertTrue(html.contains("costs $5 and $6."), html);
    }

    @Test
    void other_spellings_of_formulas_are_known() {
        String html = MarkdownHtml.of("\\(x_1\\) and \\[y_1\\] \\begin{align}a &= b\\\\ c_1\\end{align}");
        assertEquals(3, html.split("<math", -1).length - 1, html);
        assertTrue(html.contains("<mtable class=\"aligned\""), html);
    }

    @Test
    void a_formula_that_is_not_known_stays_readable_and_asks_for_mathjax() throws NotebookException {
        assertEquals("<p><span class=\"math\">\\(\\cfrac{a}{b} &lt; 1\\)</span></p>\n",
                MarkdownHtml.of("$\\cfrac{a}{b} < 1$"));
        assertTrue(page("$\\\\cfrac{a}{b}$").contains("mathjax"));
        assertFalse(page("$\\\\frac{a}{b}$").contains("http"), "the browser shows this one itself");
    }

    private static String page(String markdown) throws NotebookException {
        return HtmlPage.of(Notebook.parse("""
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                 {"cell_type": "markdown", "metadata": {}, "source": "%s"}]}
                """.formatted(markdown), "n"), "file");
    }

    @Test
    void code_in_markdown_is_no_formula() {
        assertEquals("<p><code>$x_1$ and</code> then</p>\n", MarkdownHtml.of("`$x_1$ and` then"));
    }

    @Test
    void tables_become_tables() {
        assertTrue(MarkdownHtml.of("| a | b |\n|---|---|\n| 1 | 2 |").contains("<td>1</td>"));
    }

    @Test
    void no_rule_of_the_page_overrides_how_a_table_aligns_its_columns() throws NotebookException {
        String page = HtmlPage.of(Notebook.parse("""
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                 {"cell_type": "markdown", "metadata": {}, "source": "| a | b |\\n|---|--:|\\n| 1 | 2 |"}]}
                """, "n"), "file");
        assertTrue(page.contains("<td align=\"right\">2</td>"), page);
        assertEquals(List.of(), page.lines()
                .filter(line -> line.contains(".markdown t") && line.contains("text-align")
                        && !line.contains(":not([align])"))
                .toList());
    }

    @Test
    void html_in_markdown_is_text_unless_harmless() {
        String html = MarkdownHtml.of("a<sup>2</sup> <script>alert(1)</script> <b onclick=x>c</b>\n\n<iframe src=x>");
        assertTrue(html.contains("a<sup>2</sup>"), html);
        assertTrue(html.contains("&lt;script&gt;alert(1)"), html);
        assertTrue(html.contains("&lt;b onclick=x&gt;") && html.contains("&lt;iframe"), html);
        assertFalse(MarkdownHtml.of("[x](javascript:alert(1))").contains("javascript:"));
    }

    @Test
    void java_is_coloured_and_escaped() {
        String html = JavaHtml
                .of("%time x\nint n = 0x1F; // a < b\nString s = \"<b>\\\"\"; @Deprecated List<String> l;");
        assertTrue(html.contains("<span class=\"java-magic\">%time x</span>"), html);
        assertTrue(html.contains("<span class=\"java-keyword\">int</span>"), html);
        assertTrue(html.contains("<span class=\"java-number\">0x1F</span>"), html);
        assertTrue(html.contains("<span class=\"java-comment\">// a &lt; b</span>"), html);
        assertTrue(html.contains("<span class=\"java-string\">&quot;&lt;b&gt;\\&quot;&quot;</span>"), html);
        assertTrue(html.contains("<span class=\"java-type\">List</span>&lt;"), html);
        assertEquals("a % b", JavaHtml.of("a % b"));
    }

    @Test
    void broken_java_ends() {
        assertTrue(JavaHtml.of("String s = \"open\n/* open").contains("/* open"));
        assertTrue(JavaHtml.of("\"\"\"\nopen").contains("open"));
    }

    @Test
    void terminal_colours_become_classes() {
        assertEquals("<span class=\"bold ansi1\">Error</span>: &lt;x&gt;", AnsiHtml.of("\033[1;31mError\033[0m: <x>"));
        assertEquals("kept", AnsiHtml.of("\033[2Kke\033[38;5;208mpt"));
    }

    @Test
    void a_carriage_return_overwrites_its_line() {
        assertEquals("100%\ndone\n", AnsiHtml.of("1%\r50%\r100%\r\ndone\n"));
    }

    @Test
    void the_richest_form_of_an_output_is_shown() {
        assertTrue(output("\"text/html\": \"<table></table>\", \"text/plain\": \"t\"").contains("<table></table>"));
        assertTrue(output("\"image/png\": \"aGk=\\n\", \"text/plain\": \"a\\\"b\"")
                .contains("<img alt=\"a&quot;b\" src=\"data:image/png;base64,aGk=\">"));
        assertTrue(
                output("\"image/svg+xml\": \"<svg/>\", \"text/plain\": \"t\"").contains("data:image/svg+xml;base64,"));
        assertTrue(output("\"text/markdown\": \"**b**\"").contains("<strong>b</strong>"));
        assertTrue(output("\"text/plain\": \"a < b\"").contains("<pre>a &lt; b</pre>"));
        assertTrue(output("\"application/json\": {\"a\": 1}").contains("&quot;a&quot;: 1"));
    }

    @Test
    void a_page_has_all_cells_and_needs_no_other_file() throws NotebookException {
        String page = HtmlPage.of(Notebook.parse("""
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                 {"cell_type": "markdown", "metadata": {}, "source": "# Parity & <more>\\n\\ntext"},
                 {"cell_type": "code", "metadata": {}, "source": "1 < 2", "execution_count": 7, "outputs": [
                  {"output_type": "stream", "name": "stderr", "text": "careful <i>"},
                  {"output_type": "error", "ename": "E", "evalue": "v", "traceback": []}]},
                 {"cell_type": "raw", "metadata": {}, "source": "<raw>"}]}
                """, "n"), "file");
        assertTrue(page.contains("<title>Parity &amp; &lt;more&gt;</title>"), page);
        assertTrue(page.contains("[7]") && page.contains("stderr\">careful &lt;i&gt;</pre>"), page);
        assertTrue(page.contains("E: v") && page.contains("&lt;raw&gt;"), page);
        assertFalse(page.contains("http"), "a page without formulas asks for nothing from the network");
    }

    @Test
    void the_page_lies_beside_its_notebook() {
        assertEquals(Path.of("runs/a b.html"), HtmlPage.beside(Path.of("runs/a b.ipynb")));
    }

    private static String output(String data) {
        return OutputHtml.of(com.google.gson.JsonParser
                .parseString("{\"output_type\": \"display_data\", \"data\": {" + data + "}}")
                .getAsJsonObject());
    }

    @Test
    void an_unknown_output_type_is_left_out() {
        var output = new JsonObject();
        output.addProperty("output_type", "hologram");
        assertEquals("", OutputHtml.of(output));
    }
}
