package dev.linnet.kernel.notebook.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.notebook.Notebook;

class TexFormulaTest {
    @Test
    void scripts_belong_to_what_is_before_them() {
        assertEquals("<msubsup><mi>S</mi><mi>t</mi><mi mathvariant=\"normal\">⊤</mi></msubsup>", content("S_t^\\top"));
        assertEquals(content("S^\\top_t"), content("S_t^\\top"));
        assertEquals("<msup><mn>10</mn><mn>1</mn></msup>", content("10^1"));
        assertTrue(content("x^12").contains("<mn>1</mn></msup><mn>2</mn>"), content("x^12"));
        assertTrue(content("f''(x)").contains("<msup><mi>f</mi><mo lspace=\"0\" rspace=\"0\">′′</mo></msup>"));
    }

    @Test
    void an_argument_without_braces_is_one_character() {
        assertEquals("<mfrac><mn>1</mn><mn>2</mn></mfrac>", content("\\frac12"));
        assertEquals("<msqrt><mn>2</mn></msqrt>", content("\\sqrt2"));
        assertEquals("<mfrac><mi>α</mi><mn>2</mn></mfrac>", content("\\frac\\alpha2"));
        assertEquals("<mroot><mi>x</mi><mrow><mn>3</mn></mrow></mroot>", content("\\sqrt[3]{x}"));
    }

    @Test
    void a_minus_has_room_between_two_terms_and_none_as_a_sign() {
        String between = "lspace=\"0.2222em\"";
        assertTrue(content("a - b").contains(between));
        for (String sign : new String[] {"-1", "(-1)", "a = -1", "a, -b", "\\sum_i -x", "e^{a-b}"}) {
            assertFalse(content(sign).contains(between), sign);
        }
    }

    @Test
    void functions_stand_apart_from_letters_but_not_from_parentheses() {
        String thin = "<mspace width=\"0.1667em\"></mspace>";
        assertTrue(content("\\log\\alpha").contains("log</mi>" + thin + "<mi>α"));
        assertFalse(content("\\log(\\alpha)").contains(thin));
        assertTrue(content("\\operatorname{diag}(a)").startsWith("<mrow><mi mathvariant=\"normal\">diag</mi><mo"));
    }

    @Test
    void sums_have_their_limits_below_and_above_and_integrals_beside() {
        assertTrue(content("\\sum_{i=1}^n i").startsWith("<mrow><munderover><mo"));
        assertTrue(content("\\int_0^1 x").startsWith("<mrow><msubsup><mo"));
        assertTrue(content("\\underbrace{ab}_{c}").startsWith("<munder><munder>"));
    }

    @Test
    void a_delimiter_keeps_the_size_that_it_was_given_also_under_a_script() {
        assertTrue(
                content("\\Big)^2").matches("<msup><mrow><mo [^>]*maxsize=\"1.6em\">\\)</mo></mrow><mn>2</mn></msup>"),
                content("\\Big)^2"));
    }

    @Test
    void alphabets_have_their_letters() {
        assertEquals("<mi mathvariant=\"normal\">ℝ</mi>", content("\\mathbb{R}"));
        assertEquals("<mi mathvariant=\"normal\">𝔼</mi>", content("\\mathbb E"));
        assertEquals("<mi mathvariant=\"normal\">ℒ</mi>", content("\\mathcal{L}"));
        assertEquals("<mn>𝟏</mn>", content("\\mathbf 1"));
        assertEquals("<mi mathvariant=\"normal\">softmax</mi>", content("\\mathrm{softmax}"));
        assertEquals("<mtext>a\u00A0b</mtext>", content("\\text{a b}"));
    }

    @Test
    void what_is_alone_in_braces_has_no_room_around_it() {
        assertEquals("<mrow><mn>24</mn><mo lspace=\"0\" rspace=\"0\" stretchy=\"false\">,</mo><mn>794</mn></mrow>",
                content("24{,}794"));
    }

    @Test
    void cases_and_matrices_are_tables() {
        assertTrue(content("\\begin{cases} a & b \\\\ c & d \\\\ \\end{cases}").matches(
                "<mrow><mo form=\"prefix\"[^>]*>\\{</mo><mtable class=\"cases\">(<mtr>(<mtd><mi>.</mi></mtd>){2}</mtr>){2}</mtable></mrow>"));
        assertTrue(content("\\begin{pmatrix} a \\end{pmatrix}").endsWith(")</mo></mrow>"));
        assertTrue(content("a \\\\ b").startsWith("<mtable class=\"gathered\" displaystyle=\"true\">"));
    }

    @Test
    void text_is_escaped() {
        assertTrue(TexFormula.mathML("a < \\text{\"b\"}", false)
                .orElseThrow()
                .startsWith("<math alttext=\"a &lt; \\text{&quot;b&quot;}\">"));
        assertEquals("<mtext>&lt;b&gt;&amp;</mtext>", content("\\text{<b>\\&}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\cfrac{a}{b}", "a^", "a_1_2", "^2", "{a", "a}", "\\frac{a}", "\\left( a",
            "\\left a \\right b",
            "\\begin{cases} a", "\\begin{array}{l} a \\end{array}", "\\begin{cases} a \\end{matrix}", "\\text{$a$}",
            "\\",
            "\\right)", "a & b \\end{x}", "\\sqrt[", "\\+", "#", "'a"})
    void a_formula_with_something_unknown_is_none(String tex) {
        assertEquals(Optional.empty(), TexFormula.mathML(tex, false));
    }

    @Test
    void depth_is_limited() {
        assertEquals(Optional.empty(), TexFormula.mathML("{".repeat(100_000), false));
        assertEquals(Optional.empty(), TexFormula.mathML("\\sqrt".repeat(100_000), false));
        assertEquals(Optional.empty(), TexFormula.mathML("x" + "^{x".repeat(100_000), false));
        assertEquals(Optional.empty(), TexFormula.mathML("\\left(".repeat(100_000), false));
    }

    @Test
    void every_formula_of_the_notebooks_is_known_and_well_formed() throws Exception {
        int formulas = 0;
        for (Path notebook : notebooks()) {
            for (Cell cell : Notebook.parse(Files.readString(notebook), notebook.toString()).cells()) {
                if (cell.type().equals("markdown")) {
                    String html = MarkdownHtml.of(cell.source());
                    assertFalse(html.contains("class=\"math"), () -> notebook + ": " + html);
                    for (String math : html.split("(?=<math)|(?<=</math>)", -1)) {
                        if (math.startsWith("<math")) {
                            DocumentBuilderFactory.newInstance()
                                    .newDocumentBuilder()
                                    .parse(new InputSource(new StringReader(math)));
                            formulas++;
                        }
                    }
                }
            }
        }
        assertTrue(formulas > 400, "only " + formulas + " formulas");
    }

    private static List<Path> notebooks() throws IOException {
        var found = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(Path.of("../notebooks"), "*.ipynb")) {
            files.forEach(found::add);
        }
        return found;
    }

    private static String content(String tex) {
        return TexFormula.mathML(tex, false)
                .orElseThrow()
                .replaceFirst("^<math[^>]*>", "")
                .replaceFirst("</math>$", "");
    }
}
