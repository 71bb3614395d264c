package dev.linnet.cuda.backend;

/** What is passed for one parameter. */
public sealed interface Argument {
    /**
     * A value in the parameter block.
     *
     * @param bytes little endian, as many as the parameter has
     */
    record Value(Bytes bytes) implements Argument {}

    /**
     * A pointer to memory.
     *
     * @param storage the memory
     * @param written whether the kernel may write it
     */
    record Memory(Storage storage, boolean written) implements Argument {}

    /** Bytes that nobody changes. */
    final class Bytes {
        private final byte[] bytes;

        /** Takes a copy. */
        public Bytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public int length() {
            return bytes.length;
        }

        /** Copies them to {@code target} from {@code offset} on. */
        public void copyTo(byte[] target, int offset) {
            System.arraycopy(bytes, 0, target, offset, bytes.length);
        }
    }
}
