package dev.linnet.safetensors;

import java.util.List;

/**
 * What a file's header says of a tensor.
 *
 * @param name  its name
 * @param type  type of its numbers
 * @param shape sizes of its dimensions, outermost first; empty for a single number
 * @param begin its first byte, counted from the end of the header
 * @param end   the first byte after it
 */
public record TensorInfo(String name, TensorType type, List<Long> shape, long begin, long end) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** How many numbers it has. */
    public long count() {
        return (end - begin) / type.bytes();
    }
}
