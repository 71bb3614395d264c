/**
 * The machine that decoded kernels run on: warps of 32 lanes with their registers, local and shared memory, divergence,
 * barriers, calls. It knows no opcode; those are in {@code dev.linnet.cuda.ptx.ops}.
 *
 * <p>Lanes of a warp that are at the same place form a group; the group with the smallest place runs, and groups that meet are
 * merged. So loops, early exits and nested conditions reconverge without any analysis of the program. A group that has run for
 * long while others wait is set aside for a while, so that a thread may spin on a lock which another thread of its warp holds.
 */
package dev.linnet.cuda.ptx.machine;
