package dev.linnet.cuda.signature;

/**
 * A parameter of a kernel.
 *
 * @param name      as in the source; {@code p0}, {@code p1}, ... where the source gives none
 * @param type      its type
 * @param size      bytes in the parameter block
 * @param alignment of its offset in the block
 */
public record Parameter(String name, CudaType type, int size, int alignment) {
    @Override
    public String toString() {
        return type.text() + " " + name;
    }
}
