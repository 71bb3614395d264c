package dev.linnet.probe.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.probe.Samples;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parquet files that DuckDB 1.5.6 wrote. Row i of 300 has a = (i / 2 - 7) as a float, b = sin i, c = i mod 11 as a short, d = whether i is
 * even, and the label i mod 3.
 */
class ParquetTest {
    @TempDir
    Path folder;

    private static Path file(String name) {
        try {
            return Path.of(ParquetTest.class.getResource("/parquet/" + name + ".parquet").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "gzip", "snappy", "zstd"})
    void columns_of_every_type_of_numbers_are_read_whatever_packs_them(String codec) throws IOException {
        Features data = Features.parquet(file(codec), Columns.label("label"));
        assertEquals(codec + ".parquet: 300 rows x 4 features, 3 classes", data.toString());
        assertEquals(List.of("a", "b", "c", "d"), data.featureNames());
        Samples samples = data.samples();
        for (int i = 0; i < 300; i++) {
            assertEquals(i * 0.5 - 7, samples.at(i, 0));
            assertEquals(Math.sin(i), samples.at(i, 1), 1e-15);
            assertEquals(i % 11, samples.at(i, 2));
            assertEquals(1 - i % 2, samples.at(i, 3));
            assertEquals(i % 3, samples.labels()[i]);
        }
    }

    @Test
    void pieces_and_chosen_columns() throws IOException {
        Features data = Features.parquet(file("gzip"), Columns.label("label").withFeatures(List.of("c", "a")))
                .inPiecesOf(128);
        int row = 0;
        for (Samples piece : data) {
            for (int i = 0; i < piece.rows(); i++, row++) {
                assertEquals(row % 11, piece.at(i, 0));
                assertEquals(row * 0.5 - 7, piece.at(i, 1));
            }
        }
        assertEquals(300, row);
    }

    @Test
    void a_list_of_numbers_is_as_many_features_and_text_can_be_a_label() throws IOException {
        Features data = Features.parquet(file("lists"), Columns.label("kind").named());
        assertEquals(List.of("embedding[0]", "embedding[1]", "embedding[2]"), data.featureNames());
        assertEquals(List.of("ant", "bee", "cat"), data.classNames());
        Samples samples = data.samples();
        assertArrayEquals(new double[] {43, (float) Math.sin(100), 1},
                Arrays.copyOfRange(samples.x(), 300, 303), 1e-7);
        assertEquals(1, samples.labels()[100]);
    }

    private static String refusal(Path file, Columns columns) {
        return assertThrows(FeaturesException.class, () -> Features.parquet(file, columns)).getMessage();
    }

    @Test
    void missing_numbers_ragged_lists_and_words_are_named_with_their_row() {
        assertEquals("null.parquet: in row 17 the feature b is NaN; features must be finite: drop the row or fill the"
                + " value in.", refusal(file("null"), Columns.label("label")));
        assertEquals("ragged.parquet: in row 5 the list in column v has 1 numbers; the first row's has 2.",
                refusal(file("ragged"), Columns.label("label")));
        assertEquals("words.parquet: the column word holds neither numbers nor lists of numbers; leave it out with"
                + " Columns.withFeatures.", refusal(file("words"), Columns.label("label")));
        assertEquals("gzip.parquet: it has no column y; it has a, b, c, d, label.",
                refusal(file("gzip"), Columns.label("y")));
        assertTrue(refusal(file("gzip"), Columns.label("b").withFeatures(List.of("a")))
                .startsWith("gzip.parquet: in row 1 the label is 0.84"));
    }

    @Test
    void damaged_files_are_refused_in_a_sentence() throws IOException {
        byte[] whole = Files.readAllBytes(file("uncompressed"));
        Path part = folder.resolve("part.parquet");
        for (int length : new int[] {0, 3, 100, whole.length / 2, whole.length - 1}) {
            Files.write(part, Arrays.copyOf(whole, length));
            assertTrue(refusal(part, Columns.label("label")).startsWith("part.parquet: it cannot be read as Parquet: "),
                    () -> refusal(part, Columns.label("label")));
        }
        Arrays.fill(whole, 4, 400, (byte) 0x55);
        Files.write(part, whole);
        assertTrue(refusal(part, Columns.label("label")).startsWith("part.parquet: "));
    }
}
