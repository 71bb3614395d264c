package dev.linnet.cuda.ptx.machine;

import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * A straight run of instructions: control comes in at its start and goes on at its end.
 *
 * @param id           number within the module, for counting
 * @param ops          in vectors, where that pays
 * @param plain        the same lane by lane, for a virtual machine that has not compiled vectors yet
 * @param instructions for each op the instruction it belongs to
 */
// The arrays are read by every warp and never change.
@SuppressWarnings("ArrayRecordComponent")
public record Segment(int id, Op[] ops, Op[] plain, Instruction[] instructions) {}
