package dev.linnet.cuda.backend;

import java.util.List;

import dev.linnet.cuda.signature.Signature;

/**
 * A launch, checked against the kernel's signature.
 *
 * @param kernel      which kernel
 * @param grid        blocks
 * @param block       threads of a block
 * @param sharedBytes dynamic shared memory of a block
 * @param arguments   one for each parameter
 * @param checks      what the CPU engine looks for
 */
public record LaunchRequest(Signature kernel, Dim3 grid, Dim3 block, int sharedBytes, List<Argument> arguments,
        Checks checks) {
    public LaunchRequest {
        arguments = List.copyOf(arguments);
    }
}
