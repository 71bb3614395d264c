package dev.linnet.rendering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.PieChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderers;

class RenderingTest {
    @BeforeAll
    static void load_services() {
        Renderers.load(RenderingTest.class.getClassLoader());
    }

    private static Document xml(String text) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private static String html(MimeBundle bundle) {
        return (String) bundle.data().get(MimeBundle.HTML);
    }

    private static XYChart chart() {
        var chart = new XYChartBuilder().width(400).height(300).title("Accuracy <scaled> & more").build();
        chart.addSeries("parity", new double[] {1, 2, 3}, new double[] {0.1, 0.5, 0.9});
        chart.addSeries("mod 3", new double[] {1, 2, 3}, new double[] {0.2, 0.4, 0.3});
        return chart;
    }

    @Test
    void a_table_shows_names_values_and_blanks_for_missing_ones() throws Exception {
        var table = Table.create("scores", StringColumn.create("name", "a<b", "c"),
                DoubleColumn.create("x", 0.5, Double.NaN));
        var bundle = Renderers.render(table);
        assertEquals("scores, 2 rows x 2 columns\n   name    x\n0  a<b   0.5\n1  c        ", bundle.text());
        var cells = xml(html(bundle)).getElementsByTagName("td");
        assertEquals("a<b", cells.item(0).getTextContent());
        assertEquals("", cells.item(3).getTextContent());
    }

    @Test
    void a_long_table_shows_its_first_and_last_rows() throws Exception {
        var table = Table.create("t", IntColumn.create("n", IntStream.range(0, 100_000)));
        var bundle = Renderers.render(table);
        assertTrue(bundle.text().startsWith("t, 100000 rows x 1 column\n"), bundle.text());
        assertTrue(bundle.text().endsWith("99999  99999"), bundle.text());
        assertEquals(52, bundle.text().lines().count() - 1);
        xml(html(bundle));
    }

    @Test
    void an_empty_table_and_a_column_show() throws Exception {
        xml(html(Renderers.render(Table.create("empty"))));
        var bundle = Renderers.render(IntColumn.create("n", 1, 2));
        assertEquals("INTEGER column, 2 rows\n   n\n0  1\n1  2", bundle.text());
        xml(html(bundle));
    }

    @Test
    void a_chart_is_svg_with_its_title_and_a_png_that_decodes() throws Exception {
        var bundle = Renderers.render(chart());
        assertEquals("XYChart 'Accuracy <scaled> & more' of parity, mod 3", bundle.text());
        var svg = xml((String) bundle.data().get(MimeBundle.SVG));
        assertEquals("svg", svg.getDocumentElement().getLocalName() == null
                ? svg.getDocumentElement().getTagName()
                : svg.getDocumentElement().getLocalName());
        var png = ImageIO
                .read(new ByteArrayInputStream(Base64.getDecoder().decode((String) bundle.data().get(MimeBundle.PNG))));
        assertEquals(400, png.getWidth());
        assertEquals(300, png.getHeight());
    }

    @Test
    void the_same_chart_gives_the_same_bytes() {
        assertEquals(Renderers.render(chart()).data(), Renderers.render(chart()).data());
        var chart = chart();
        assertEquals(Renderers.render(chart).data(), Renderers.render(chart).data());
    }

    @Test
    void charts_of_other_kinds_show_too() throws Exception {
        var pie = new PieChart(200, 200);
        pie.addSeries("a", 3);
        xml((String) Renderers.render(pie).data().get(MimeBundle.SVG));
    }

    @Test
    void a_chart_without_data_says_what_is_wrong_and_throws_nothing() {
        var bundle = Renderers.render(new XYChart(200, 100));
        assertFalse(bundle.text().isBlank());
    }

    @Test
    void a_list_of_charts_embeds_them() throws Exception {
        String html = html(Renderers.render(List.of(chart(), chart())));
        assertEquals(2, xml(html).getElementsByTagName("svg").getLength());
    }

    @Test
    void numbers_in_cells_have_five_digits() {
        assertEquals("0.12346", ShortNumber.of(0.123456789));
        assertEquals("3", ShortNumber.of(3));
        assertEquals("-0.5", ShortNumber.of(-0.5));
        assertEquals("123460", ShortNumber.of(123456.7));
        assertEquals("1.2346E-9", ShortNumber.of(1.23456e-9));
        assertEquals("1.0E20", ShortNumber.of(1e20));
        assertEquals("NaN", ShortNumber.of(Double.NaN));
        assertEquals("0", ShortNumber.of(-0.0));
    }
}
