package dev.linnet.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.Consumer;

import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.ShortColumn;
import tech.tablesaw.columns.Column;

import dev.linnet.cuda.ArrayAdapter;
import dev.linnet.cuda.ForeignArray;
import dev.linnet.cuda.signature.CudaType.Scalar;

/** Columns of numbers of Tablesaw: copied, and copied back. Missing numbers are NaN; columns of integers must have none. */
public final class ColumnAdapter implements ArrayAdapter {
    @Override
    public Optional<ForeignArray> adapt(Object value) {
        return value instanceof Column<?> column ? Optional.of(adapted(column)) : Optional.empty();
    }

    private static ForeignArray adapted(Column<?> column) {
        var title = "the " + column.type().name() + " column '" + column.name() + "' of " + column.size();
        return switch (column) {
            case FloatColumn floats -> copied(floats, Scalar.FLOAT, title,
                    to -> MemorySegment.copy(floats.asFloatArray(), 0, to, ValueLayout.JAVA_FLOAT, 0, floats.size()),
                    (from, i) -> floats.set(i, from.getAtIndex(ValueLayout.JAVA_FLOAT, i)));
            case DoubleColumn doubles -> copied(doubles, Scalar.DOUBLE, title,
                    to -> MemorySegment.copy(doubles.asDoubleArray(), 0, to, ValueLayout.JAVA_DOUBLE, 0,
                            doubles.size()),
                    (from, i) -> doubles.set(i, from.getAtIndex(ValueLayout.JAVA_DOUBLE, i)));
            case IntColumn ints -> copied(full(ints, title), Scalar.INT, title,
                    to -> MemorySegment.copy(ints.asIntArray(), 0, to, ValueLayout.JAVA_INT, 0, ints.size()),
                    (from, i) -> ints.set(i, from.getAtIndex(ValueLayout.JAVA_INT, i)));
            case LongColumn longs -> copied(full(longs, title), Scalar.LONG_LONG, title,
                    to -> MemorySegment.copy(longs.asLongArray(), 0, to, ValueLayout.JAVA_LONG, 0, longs.size()),
                    (from, i) -> longs.set(i, from.getAtIndex(ValueLayout.JAVA_LONG, i)));
            case ShortColumn shorts -> copied(full(shorts, title), Scalar.SHORT, title,
                    to -> MemorySegment.copy(shorts.asShortArray(), 0, to, ValueLayout.JAVA_SHORT, 0, shorts.size()),
                    (from, i) -> shorts.set(i, from.getAtIndex(ValueLayout.JAVA_SHORT, i)));
            default ->
                throw new IllegalArgumentException(title + " holds no numbers; kernels take FLOAT, DOUBLE, INTEGER,"
                        + " LONG and SHORT columns");
        };
    }

    private interface Setter {
        void set(MemorySegment from, int row);
    }

    private static ForeignArray copied(Column<?> column, Scalar type, String title, Consumer<MemorySegment> read,
            Setter write) {
        return new ForeignArray.Copied(type, column.size(), title, read, from -> {
            for (int i = 0; i < column.size(); i++) {
                write.set(from, i);
            }
        });
    }

    private static Column<?> full(Column<?> column, String title) {
        int missing = column.countMissing();
        if (missing > 0) {
            throw new IllegalArgumentException(title + " lacks " + missing
                    + " of its numbers, which kernels would take for numbers: pass column.asDoubleColumn()");
        }
        return column;
    }
}
