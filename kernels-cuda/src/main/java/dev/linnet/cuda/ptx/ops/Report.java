package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.machine.AccessLog;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Tells the log of a checked launch about an access, before the access itself. */
record Report(Address address, int bytes, AccessLog.Kind kind, Instruction instruction) implements Op {
    @Override
    public void run(Warp w) {}
}
