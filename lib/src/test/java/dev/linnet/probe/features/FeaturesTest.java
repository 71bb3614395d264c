package dev.linnet.probe.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.probe.GaussianNaiveBayes;
import dev.linnet.probe.Samples;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Features come from text and tables as they stand there, and what is wrong is named with its line. */
class FeaturesTest {
    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String refusal(String text) throws IOException {
        Path file = file("f.csv", text);
        return assertThrows(FeaturesException.class, () -> Features.csv(file)).getMessage();
    }

    @Test
    void a_csv_with_a_heading_names_its_features_and_prints_its_shape() throws IOException {
        Features data = Features.csv(file("f.csv", "a,\"b, squared\",label\n1,2.5,0\n\n# a remark\n-3e2, 4 ,1\n"));
        assertEquals("f.csv: 2 rows x 2 features, 2 classes", data.toString());
        assertEquals(List.of("a", "b, squared"), data.featureNames());
        assertArrayEquals(new double[] {1, 2.5, -300, 4}, data.samples().x());
        assertArrayEquals(new int[] {0, 1}, data.samples().labels());
    }

    @Test
    void a_csv_without_a_heading_has_numbered_columns_and_its_label_anywhere() throws IOException {
        Path file = file("f.csv", "2,7,8\n0,9,10\n");
        Features data = Features.csv(file, Columns.label("0"));
        assertEquals(3, data.classes());
        assertArrayEquals(new double[] {7, 8, 9, 10}, data.samples().x());
        Features one = Features.csv(file, Columns.label("0").withFeatures(List.of("2")));
        assertArrayEquals(new double[] {8, 10}, one.samples().x());
    }

    @Test
    void named_labels_become_classes_in_the_order_of_the_alphabet() throws IOException {
        Features data = Features.csv(file("f.csv", "1,cat\n2,ant\n3,cat\n4,\"bee \"\"b\"\"\"\n"),
                Columns.last().named());
        assertEquals(List.of("ant", "bee \"b\"", "cat"), data.classNames());
        assertArrayEquals(new int[] {2, 0, 2, 1}, data.samples().labels());
        assertEquals("f.csv: 4 rows x 1 features, 3 classes [ant, bee \"b\", cat]", data.toString());
    }

    @Test
    void a_packed_csv_is_unpacked() throws IOException {
        Path file = folder.resolve("f.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("1,0\n2,1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertEquals(2, Features.csv(file).rows());
        Path fake = file("g.csv.gz", "1,0\n");
        assertTrue(assertThrows(FeaturesException.class, () -> Features.csv(fake)).getMessage()
                .startsWith("g.csv.gz: it cannot be unpacked: "));
    }

    @Test
    void pieces_hold_what_the_whole_holds_and_a_probe_learns_the_same_from_them() throws IOException {
        var text = new StringBuilder("x,y,label\n");
        for (int i = 0; i < 103; i++) {
            text.append(Math.sin(i)).append(',').append(i % 7 + i % 3).append(',').append(i % 3).append('\n');
        }
        Features data = Features.csv(file("f.csv", text.toString()));
        Samples whole = data.samples();
        var rows = new ArrayList<Integer>();
        int row = 0;
        for (Samples piece : data.inPiecesOf(10)) {
            assertEquals(3, piece.classes());
            for (int i = 0; i < piece.rows(); i++, row++) {
                assertEquals(whole.at(row, 0), piece.at(i, 0));
                assertEquals(whole.labels()[row], piece.labels()[i]);
            }
            rows.add(piece.rows());
        }
        assertEquals(11, rows.size());
        assertEquals(3, rows.getLast());
        var one = new GaussianNaiveBayes();
        one.fit(whole);
        var pieces = new GaussianNaiveBayes();
        data.inPiecesOf(10).forEach(pieces::partialFit);
        assertArrayEquals(one.scores(whole.x()), pieces.scores(whole.x()), 1e-9);
    }

    @Test
    void what_is_wrong_with_a_csv_is_named_with_its_line() throws IOException {
        assertEquals("f.csv: it is empty; rows of numbers and a label are needed.", refusal(""));
        assertEquals("f.csv: it is empty; rows of numbers and a label are needed.", refusal("\n# only this\n"));
        assertEquals("f.csv: there is no row in it.", refusal("a,b\n"));
        assertEquals("f.csv: it has 1 column; a label and at least one feature are needed.", refusal("1\n"));
        assertEquals("f.csv: line 4 has 3 values, the first line's heading has 2.", refusal("a,b\n1,0\n\n1,2,0\n"));
        assertEquals("f.csv: line 2 has 1 values, the first line has 2.", refusal("1,0\n1\n"));
        assertEquals("f.csv: in line 2 the value of column a is \"x\", which is no number.", refusal("a,b\nx,0\n"));
        assertEquals(
                "f.csv: in line 3 the feature a is NaN; features must be finite: drop the row or fill the value in.",
                refusal("a,b\n1,0\nNaN,0\n"));
        assertEquals("f.csv: in line 2 the label is 1.5; it must be an integer of at least 0 and below 1000000.",
                refusal("1,0\n1,1.5\n"));
        assertTrue(refusal("1,0\n1,-1\n").contains("the label is -1"));
        assertEquals("f.csv: in line 2 the label is \"cat\"; it must be an integer from 0 on (or say that labels are"
                + " names: Columns.named()).", refusal("1,0\n1,cat\n"));
        assertEquals("f.csv: in line 2 the quote of value 1 is not closed where the value ends.",
                refusal("1,0\n\"1,0\n"));
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, new byte[] {'1', ',', '0', '\n', (byte) 0xe9, ',', '0', '\n'});
        assertTrue(assertThrows(FeaturesException.class, () -> Features.csv(latin)).getMessage()
                .endsWith("is not UTF-8 text."));
        assertEquals("there is no such file", assertThrows(NoSuchFileException.class,
                () -> Features.csv(folder.resolve("none.csv"))).getReason());
        Path file = file("f.csv", "a,b\n1,0\n");
        assertEquals("f.csv: it has no column c; it has a, b.",
                assertThrows(FeaturesException.class, () -> Features.csv(file, Columns.label("c"))).getMessage());
    }

    @Test
    void a_file_that_changes_while_it_is_read_is_noticed() throws IOException {
        Features data = Features.csv(file("f.csv", "1,0\n2,1\n3,0\n")).inPiecesOf(1);
        file("f.csv", "1,0\n2,1\n");
        assertTrue(assertThrows(UncheckedIOException.class, () -> data.forEach(piece -> {})).getMessage()
                .contains("f.csv: it has become shorter"));
    }

    @Test
    void a_test_set_may_lack_a_class() throws IOException {
        Features data = Features.csv(file("f.csv", "1,0\n2,1\n"));
        assertEquals(3, data.withClasses(3).samples().classes());
        assertThrows(IllegalArgumentException.class, () -> data.withClasses(1));
        assertThrows(IllegalArgumentException.class, () -> data.inPiecesOf(0));
    }

    @Test
    void a_table_gives_its_number_columns() {
        Table table = Table.create("flowers", DoubleColumn.create("length", 1.5, 2.5), IntColumn.create("leaves", 3, 4),
                StringColumn.create("kind", "rose", "aster"));
        Features data = Features.table(table, Columns.label("kind").named());
        assertEquals("the table flowers: 2 rows x 2 features, 2 classes [aster, rose]", data.toString());
        assertArrayEquals(new double[] {1.5, 3, 2.5, 4}, data.samples().x());
        assertArrayEquals(new int[] {1, 0}, data.samples().labels());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Features.table(table, Columns.label("leaves")))
                .getMessage()
                .startsWith("the table flowers: the column kind is of type STRING; features must be numbers"));
        table.doubleColumn("length").setMissing(1);
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> Features.table(table, Columns.label("kind").named())).getMessage()
                .startsWith("the table flowers: in row 1 the feature length is NaN"));
    }
}
