package dev.linnet.rendering;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

import tech.tablesaw.api.Table;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderers;

/** What a notebook does with arrays; {@link LazyLibrariesTest} loads it where the native code comes late. */
public final class ArrayProbe {
    private ArrayProbe() {}

    /** Finds every renderer and shows a table, touching no native code. */
    public static List<String> services() {
        Renderers.load(ArrayProbe.class.getClassLoader());
        return shown(Table.create("empty"));
    }

    public static List<String> nd4j() {
        Renderers.load(ArrayProbe.class.getClassLoader());
        var closed = Nd4j.zeros(1);
        closed.close();
        return shown(Nd4j.create(new double[][] {{1, 2.5}, {-3, 4}}).mmul(Nd4j.eye(2).castTo(DataType.DOUBLE)),
                Nd4j.scalar(7.0f),
                Nd4j.createFromArray(1L, 2L), Nd4j.createFromArray(true, false), Nd4j.zeros(DataType.FLOAT, 2, 3, 100),
                Nd4j.empty(DataType.FLOAT), Nd4j.create("a", "b"), closed);
    }

    public static List<String> djl() {
        Renderers.load(ArrayProbe.class.getClassLoader());
        try (NDManager manager = NDManager.newBaseManager()) {
            var closed = manager.create(1);
            closed.close();
            var half = manager.create(new float[] {0.5f, 1}).toType(ai.djl.ndarray.types.DataType.FLOAT16, false);
            return shown(manager.create(new float[] {1, 2.5f, -3, 4}, new Shape(2, 2)).matMul(manager.eye(2)),
                    manager.create(7.5),
                    manager.create(new long[] {1, 2}), manager.create(new boolean[] {true, false}),
                    manager.zeros(new Shape(2, 3, 100)),
                    manager.create(new float[0]), half, closed);
        }
    }

    private static List<String> shown(Object... values) {
        return Arrays.stream(values)
                .map(Renderers::render)
                .flatMap(bundle -> Stream.of(bundle.text(), String.valueOf(bundle.data().get(MimeBundle.HTML))))
                .toList();
    }
}
