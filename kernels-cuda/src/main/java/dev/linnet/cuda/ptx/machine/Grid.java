package dev.linnet.cuda.ptx.machine;

import java.util.function.Consumer;

import dev.linnet.cuda.ptx.memory.BufferTable;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/**
 * What all blocks of a launch share.
 *
 * @param parameters  the kernel's parameters as bytes
 * @param buffers     the memory that was allocated when the launch began
 * @param functions   decoded functions by number, for calls through pointers
 * @param print       takes what the kernel writes
 * @param dynamic     bytes of dynamic shared memory
 * @param workspace   address of the memory by which blocks wait for one another; 0 where they need not
 * @param exclusive   whether one host thread alone runs the blocks, one after another
 */
// The arrays are shared on purpose: every block reads them, none writes.
@SuppressWarnings("ArrayRecordComponent")
public record Grid(int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ, byte[] parameters,
        DeviceMemory memory, BufferTable buffers, Code[] functions, Consumer<String> print, int dynamic,
        long workspace, boolean exclusive, long startNanos) {
    /** Threads of one block. */
    public int threadsPerBlock() {
        return blockX * blockY * blockZ;
    }

    /** Blocks of the grid. */
    public long blocks() {
        return (long) gridX * gridY * gridZ;
    }

    /** Coordinates of a thread, written as CUDA does. */
    public String thread(int linear) {
        return "(" + linear % blockX + "," + linear / blockX % blockY + "," + linear / blockX / blockY + ")";
    }
}
