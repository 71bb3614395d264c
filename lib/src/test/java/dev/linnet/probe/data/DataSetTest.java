package dev.linnet.probe.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {
    private static final Path FASHION = Path.of("/usr/share/datasets/fashion-mnist");

    @TempDir
    Path folder;

    @Test
    void what_comes_along_has_its_classes_its_origin_and_its_licence() {
        assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180},
                DataSet.digits().samples().counts());
        assertArrayEquals(new int[] {212, 357}, DataSet.breastCancer().samples().counts());
        assertArrayEquals(new int[] {59, 71, 48}, DataSet.wine().samples().counts());
        assertArrayEquals(new int[] {50, 50, 50}, DataSet.iris().samples().counts());
        assertEquals(12_000, DataSet.smallFashionTraining().samples().rows());
        assertEquals(3_000, DataSet.smallFashionTest().samples().rows());
        for (var data : Bundled.values()) {
            var loaded = data.load();
            assertFalse(loaded.licence().isBlank(), data::name);
            assertFalse(loaded.origin().isBlank(), data::name);
        }
        assertEquals(17.99, DataSet.breastCancer().samples().at(0, 0));
        assertEquals("mean radius", DataSet.breastCancer().features().getFirst());
        assertEquals("malignant", DataSet.breastCancer().classes().get(DataSet.breastCancer().samples().labels()[0]));
    }

    @Test
    void the_small_pictures_are_made_from_the_full_ones() {
        assumeTrue(Files.exists(FASHION.resolve("train-images-idx3-ubyte.gz")),
                "Fashion-MNIST is not installed; to run this test: apt-get install dataset-fashion-mnist");
        assertArrayEquals(Bundled.FASHION_TRAINING.bytes(),
                FashionMnist.reduce(DataSet.fashion(FASHION, true), 12_000).bytes());
        assertArrayEquals(Bundled.FASHION_TEST.bytes(),
                FashionMnist.reduce(DataSet.fashion(FASHION, false), 3_000).bytes());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void a_file_of_wekas_form_is_read() throws IOException {
        var data = DataSet.arff(file("a.arff", """
                % a comment
                @relation r
                @attribute 'long name' real
                @ATTRIBUTE b NUMERIC
                @attribute class {yes, 'no'}
                @data
                1,2.5,no
                % another
                -3, 4 ,yes
                """));
        assertArrayEquals(new double[] {1, 2.5, -3, 4}, data.samples().x());
        assertArrayEquals(new int[] {1, 0}, data.samples().labels());
        assertEquals("[long name, b] [yes, no]", data.features() + " " + data.classes());
    }

    private static String refused(Executable what) {
        return assertThrows(IllegalArgumentException.class, what).getMessage();
    }

    @Test
    void a_bad_file_is_told_with_its_line() throws IOException {
        String head = "@attribute a real\n@attribute class {x,y}\n@data\n";
        Path file = file("b.arff", head + "1,x\n2\n");
        assertEquals("line 5 of '" + file + "': there are 1 values for 2 attributes",
                refused(() -> DataSet.arff(file)));
        Path text = file("c.arff", head + "?,x\n");
        assertEquals("line 4 of '" + text + "': '?' is no number; it is the value of a",
                refused(() -> DataSet.arff(text)));
        Path label = file("d.arff", head + "1,z\n");
        assertEquals("line 4 of '" + label + "': the class 'z' is none of [x, y]", refused(() -> DataSet.arff(label)));
        Path empty = file("e.arff", head);
        assertEquals("'" + empty + "' has no data", refused(() -> DataSet.arff(empty)));
        Path nominal = file("f.arff", "@attribute a {u,v}\n@attribute b real\n");
        assertEquals("line 2 of '" + nominal + "': a nominal attribute comes before 'b'; only the last may be nominal",
                refused(() -> DataSet.arff(nominal)));
        Path missing = folder.resolve("none.arff");
        assertEquals("there is no file '" + missing + "'", refused(() -> DataSet.arff(missing)));
    }

    @Test
    void a_bad_array_of_bytes_is_told() throws IOException {
        Path images = folder.resolve("train-images-idx3-ubyte.gz");
        assertEquals("there is no file '" + images + "'", refused(() -> DataSet.fashion(folder, true)));
        try (var out = new GZIPOutputStream(Files.newOutputStream(images))) {
            out.write(new byte[] {0, 0, 8, 1, 0, 0, 0, 9, 1, 2});
        }
        assertEquals("'" + images + "' announces [9] numbers, but has 2", refused(() -> DataSet.fashion(folder, true)));
        assertTrue(refused(() -> Idx.parse(new byte[] {1, 2, 3}, "x")).startsWith("'x' is no IDX file"));
    }
}
