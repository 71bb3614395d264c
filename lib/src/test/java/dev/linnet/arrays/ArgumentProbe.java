package dev.linnet.arrays;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import dev.linnet.cuda.Elements;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.Saxpy;
import dev.linnet.cuda.kernels.Sum;
import dev.linnet.cuda.signature.CudaType.Scalar;

/** What a notebook passes to kernels; {@link ArgumentsTest} loads it where the native code comes late. */
public final class ArgumentProbe {
    private ArgumentProbe() {}

    private static String refused(Runnable launch) {
        try {
            launch.run();
            return "accepted";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String launched(Object x, Object y) {
        return refused(() -> Saxpy.module(Target.CPU).kernel("saxpy").launch(1, 32, 0, 4, 2f, x, y));
    }

    private static INDArray grid() {
        return Nd4j.createFromArray(new float[][] {{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}, {12, 13, 14, 15}});
    }

    private static String shown(INDArray array) {
        return Arrays.deepToString(array.toFloatMatrix());
    }

    public static List<String> nd4j() {
        var said = new ArrayList<String>();
        var ones = Nd4j.ones(DataType.FLOAT, 4);
        for (var y : List.of(grid(), grid().transpose(), grid().dup('f'))) {
            Saxpy.launch(Target.AUTO, 1, grid(), y);
            said.add(shown(y));
        }
        var whole = grid();
        Saxpy.launch(Target.AUTO, 10, ones, whole.getRow(2));
        Saxpy.launch(Target.AUTO, 100, ones, whole.getColumn(0));
        said.add(shown(whole));
        var same = Nd4j.createFromArray(1f, 2f, 3f, 4f);
        Saxpy.launch(Target.AUTO, 1, same, same);
        said.add(Arrays.toString(same.toFloatVector()));
        said.add(Float.toString(Sum.of(Target.AUTO, grid().transpose())));
        said.addAll(types());
        var closed = Nd4j.zeros(4);
        closed.close();
        said.add(launched(Nd4j.zeros(DataType.DOUBLE, 2, 2), ones));
        said.add(launched(ones, closed));
        said.add(launched(Nd4j.create("a", "b"), ones));
        said.add(launched(Nd4j.empty(DataType.FLOAT), ones));
        said.add(refused(() -> Saxpy.launch(Target.CPU, 1, ones, grid())));
        return said;
    }

    /** The type that kernels see of each type of ND4J's. */
    private static List<String> types() {
        var types = new ArrayList<String>();
        for (var nd : DataType.values()) {
            if (nd == DataType.UTF8 || nd == DataType.COMPRESSED || nd == DataType.UNKNOWN) {
                continue;
            }
            var array = Nd4j.zeros(nd, 2, 3);
            for (var type : Scalar.values()) {
                if (refused(() -> Elements.count("x", type, array)).equals("accepted")) {
                    types.add(nd + " is " + type.text());
                }
            }
        }
        return types;
    }
}
