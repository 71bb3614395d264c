package dev.linnet.verbal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

import dev.linnet.verbal.grammar.TaskKind;

/**
 * Two classes of pictures: 50 and 50 to learn from, 50 and 50 to test. They are the first ones of Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv
 * 1708.07747; Expat licence), 28 x 28 pixels, shipped with the library.
 */
final class PictureTasks {
    private static final int EACH = 50;
    private static final int SIDE = 28;
    private static final List<String> IN_FILE = List.of("sneaker", "ankle boot", "trouser", "dress");

    private PictureTasks() {}

    static VerbalTask shoes() {
        return of("sneaker or ankle boot", "sneaker", "ankle boot", "shoes");
    }

    static VerbalTask dresses() {
        return of("trouser or dress", "trouser", "dress", "clothes");
    }

    private static VerbalTask of(String name, String zero, String one, String things) {
        byte[] file = file();
        return new VerbalTask(name, TaskKind.CLASSIFICATION, examples(file, zero, one, 0),
                examples(file, zero, one, EACH),
                Optional.empty(),
                "You are designed to do picture classification: the output is class 0 or class 1.", Optional.empty(),
                "It is known that the pictures show " + things + ", class 0 a " + zero + " and class 1 a " + one + ".",
                "",
                false);
    }

    /** Classes taken in turn, so that every batch has both. */
    private static List<Example> examples(byte[] file, String zero, String one, int from) {
        List<Example> examples = new ArrayList<>();
        for (int i = from; i < from + EACH; i++) {
            examples.add(Example.picture(picture(file, IN_FILE.indexOf(zero), i), 0));
            examples.add(Example.picture(picture(file, IN_FILE.indexOf(one), i), 1));
        }
        return examples;
    }

    private static Picture picture(byte[] file, int kind, int index) {
        int start = (kind * 2 * EACH + index) * SIDE * SIDE;
        var pixels = new ArrayList<Integer>(SIDE * SIDE);
        for (int i = 0; i < SIDE * SIDE; i++) {
            pixels.add(file[start + i] & 0xff);
        }
        return new Picture(SIDE, pixels);
    }

    private static byte[] file() {
        byte[] file = new byte[IN_FILE.size() * 2 * EACH * SIDE * SIDE];
        try (InputStream packed = PictureTasks.class.getResourceAsStream("fashion-mnist-400.gz");
                var unpacked = new DataInputStream(new GZIPInputStream(packed))) {
            unpacked.readFully(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the pictures that the library ships cannot be read", e);
        }
        return file;
    }
}
