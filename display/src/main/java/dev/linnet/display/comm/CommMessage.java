package dev.linnet.display.comm;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What goes over a comm.
 *
 * @param data     a JSON tree of maps with string keys, lists, strings, finite numbers, booleans and null
 * @param metadata of the same kind, usually empty
 * @param buffers  binary data beside it, usually none
 */
public record CommMessage(Map<String, Object> data, Map<String, Object> metadata, List<byte[]> buffers) {
    public CommMessage {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(metadata, "metadata");
        buffers = List.copyOf(buffers);
    }

    /** A message of {@code data} alone. */
    public static CommMessage of(Map<String, Object> data) {
        return new CommMessage(data, Map.of(), List.of());
    }

    /** This message with other metadata. */
    public CommMessage withMetadata(Map<String, Object> other) {
        return new CommMessage(data, other, buffers);
    }

    /** This message with other binary data. */
    public CommMessage withBuffers(List<byte[]> other) {
        return new CommMessage(data, metadata, other);
    }
}
