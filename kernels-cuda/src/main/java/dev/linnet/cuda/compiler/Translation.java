package dev.linnet.cuda.compiler;

import java.util.Map;

/**
 * What a compiler made of a text.
 *
 * @param ptx       the portable assembly
 * @param cubin     machine code for the architecture; empty where the front end makes none
 * @param log       warnings as the compiler wrote them
 * @param resources what each entry needs; empty where the front end does not tell
 */
public record Translation(String ptx, MachineCode cubin, String log, Map<String, Resources> resources) {
    /**
     * What a thread and a block of an entry need.
     *
     * @param registers    a thread's registers
     * @param sharedBytes  a block's static shared memory
     * @param localBytes   a thread's stack and spilled registers
     */
    public record Resources(int registers, int sharedBytes, int localBytes) {}

    public Translation {
        resources = Map.copyOf(resources);
    }
}
