package dev.linnet.bench.odeen;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.linnet.odeen.ObjectKind;
import dev.linnet.odeen.Quantity;
import dev.linnet.odeen.Relation;
import dev.linnet.odeen.Universe;

/**
 * The meaning of all rules in libtorch's tensor operations: a byte for each label. What is worked on together, the rules of one
 * relation and second object or of one first proposition, is let go before the next, so that the whole table (2.9 GB) is never in
 * memory; it is labelled all the same.
 */
final class LibtorchLabeller implements AutoCloseable {
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final Universe universe;
    /** For each cell which kinds are in it: {@code [object, structure]}, bytes. */
    private final List<NDArray> cells = new ArrayList<>();

    LibtorchLabeller(Universe universe) {
        this.universe = universe;
        int structures = universe.structureCount();
        var objects = universe.objects();
        for (int i = 0; i < universe.length(); i++) {
            byte[] bytes = new byte[objects.size() * structures];
            for (int structure = 0; structure < structures; structure++) {
                var piece = universe.pieces(structure)[i];
                for (int o = 0; o < objects.size(); o++) {
                    ObjectKind object = objects.get(o);
                    bytes[o * structures + structure] = (byte) (object.includes(piece) ? 1 : 0);
                }
            }
            NDArray cell = manager.create(new Shape(objects.size(), structures), DataType.INT8);
            cell.set(ByteBuffer.wrap(bytes));
            cells.add(cell);
        }
    }

    /** Labels everything; with {@code counting} returns how many labels are 1, else 0. */
    long label(boolean counting) {
        long ones = 0;
        try (NDManager round = manager.newSubManager()) {
            NDArray counts = zeros(round);
            for (NDArray cell : cells) {
                counts.addi(cell);
            }
            List<NDArray> simple = quantities(counts);
            ones += counting ? count(simple) : 0;
            for (Relation relation : universe.relations()) {
                for (int other = 0; other < universe.objects().size(); other++) {
                    try (NDManager block = round.newSubManager()) {
                        ones += relational(block, relation, other, counting);
                    }
                }
            }
            if (universe.connectives()) {
                ones += compound(round, simple, counting);
            }
        }
        return ones;
    }

    private NDArray zeros(NDManager target) {
        return target.zeros(new Shape(universe.objects().size(), universe.structureCount()), DataType.INT8);
    }

    private long relational(NDManager block, Relation relation, int other, boolean counting) {
        var held = new ArrayList<NDArray>();
        for (NDArray cell : cells) {
            NDArray row = cell.get(other);
            row.attach(block);
            held.add(row);
        }
        NDArray counts = zeros(block);
        for (int i = 0; i < cells.size(); i++) {
            NDArray holds = holds(relation, held, i);
            if (holds != null) {
                NDArray cell = cells.get(i).duplicate();
                cell.attach(block);
                counts.addi(cell.muli(holds));
            }
        }
        List<NDArray> labels = quantities(counts);
        return counting ? count(labels) : 0;
    }

    /** Whether cell {@code i} lies so to the other kind, as bytes; null where it never does. */
    private static NDArray holds(Relation relation, List<NDArray> other, int i) {
        int last = other.size() - 1;
        return switch (relation) {
            case TOUCHING -> i == 0
                    ? last == 0 ? null : other.get(1)
                    : i == last ? other.get(last - 1) : other.get(i - 1).maximum(other.get(i + 1));
            case SURROUNDED_BY -> i == 0 || i == last ? null : other.get(i - 1).mul(other.get(i + 1));
            case AT_THE_RIGHT_OF -> any(other.subList(0, i));
            case AT_THE_LEFT_OF -> any(other.subList(i + 1, other.size()));
        };
    }

    private static NDArray any(List<NDArray> rows) {
        NDArray any = null;
        for (NDArray row : rows) {
            any = any == null ? row : any.maximum(row);
        }
        return any;
    }

    /** For each quantity the labels of all first objects, {@code [object, structure]}. */
    private List<NDArray> quantities(NDArray counts) {
        var labels = new ArrayList<NDArray>();
        for (Quantity quantity : universe.quantities()) {
            labels.add(switch (quantity.bound()) {
                case AT_LEAST -> counts.gte(quantity.number());
                case EXACTLY -> counts.eq(quantity.number());
                case AT_MOST -> counts.lte(quantity.number());
                case ZERO -> counts.eq(0);
            });
        }
        return labels;
    }

    private long compound(NDManager round, List<NDArray> simple, boolean counting) {
        long ones = 0;
        for (NDArray labels : simple) {
            for (int object = 0; object < universe.objects().size(); object++) {
                try (NDManager block = round.newSubManager()) {
                    NDArray left = labels.get(object);
                    left.attach(block);
                    for (NDArray right : simple) {
                        NDArray and = right.logicalAnd(left);
                        and.attach(block);
                        NDArray or = right.logicalOr(left);
                        or.attach(block);
                        ones += counting ? count(List.of(and, or)) : 0;
                    }
                }
            }
        }
        return ones;
    }

    private static long count(List<NDArray> labels) {
        long ones = 0;
        for (NDArray array : labels) {
            try (NDArray sum = array.toType(DataType.INT64, false).sum()) {
                ones += sum.getLong();
            }
        }
        return ones;
    }

    @Override
    public void close() {
        manager.close();
    }
}
