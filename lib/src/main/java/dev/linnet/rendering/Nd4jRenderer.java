package dev.linnet.rendering;

import org.nd4j.linalg.api.ndarray.INDArray;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderer;

/** ND4J arrays: type, shape and the values at the ends. */
public final class Nd4jRenderer implements Renderer<INDArray> {
    @Override
    public Class<INDArray> type() {
        return INDArray.class;
    }

    @Override
    public MimeBundle render(INDArray array) {
        if (array.wasClosed()) {
            return MimeBundle.text("INDArray, closed");
        }
        if (array.isEmpty()) {
            return MimeBundle.text("INDArray " + array.dataType() + ", empty");
        }
        return ArrayGrid.render("INDArray " + array.dataType(), array.shape(), index -> switch (array.dataType()) {
            case UTF8 -> array.getString(offset(array.shape(), index));
            case BOOL -> Boolean.toString((index.length == 0 ? array.getInt(0) : array.getDouble(index)) != 0);
            case LONG, UINT64 -> Long.toString(index.length == 0 ? array.getLong(0) : array.getLong(index));
            default -> ShortNumber.of(index.length == 0 ? array.getDouble(0) : array.getDouble(index));
        });
    }

    private static long offset(long[] shape, long[] index) {
        long offset = 0;
        for (int d = 0; d < index.length; d++) {
            offset = offset * shape[d] + index[d];
        }
        return offset;
    }
}
