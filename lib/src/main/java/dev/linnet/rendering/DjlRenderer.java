package dev.linnet.rendering;

import java.util.Locale;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderer;

/** DJL arrays: type, device, shape and the values at the ends. */
public final class DjlRenderer implements Renderer<NDArray> {
    @Override
    public Class<NDArray> type() {
        return NDArray.class;
    }

    @Override
    public MimeBundle render(NDArray array) {
        if (array.isReleased()) {
            return MimeBundle.text("NDArray, closed with its manager");
        }
        DataType type = array.getDataType();
        String title = "NDArray " + type.name().toLowerCase(Locale.ROOT) + " " + array.getDevice();
        boolean half = type == DataType.FLOAT16 || type == DataType.BFLOAT16;
        if (!half) {
            return ArrayGrid.render(title, array.getShape().getShape(), index -> element(array, type, index));
        }
        try (NDArray whole = array.toType(DataType.FLOAT32, true)) {
            return ArrayGrid.render(title, array.getShape().getShape(),
                    index -> element(whole, DataType.FLOAT32, index));
        }
    }

    private static String element(NDArray array, DataType type, long[] index) {
        return switch (type) {
            case FLOAT32 -> ShortNumber.of(array.getFloat(index));
            case FLOAT64 -> ShortNumber.of(array.getDouble(index));
            case INT64 -> Long.toString(array.getLong(index));
            case INT32 -> Integer.toString(array.getInt(index));
            case UINT8 -> Integer.toString(array.getUint8(index));
            case INT8 -> Byte.toString(array.getByte(index));
            case BOOLEAN -> Boolean.toString(array.getBoolean(index));
            default -> "?";
        };
    }
}
