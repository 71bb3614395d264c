package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.machine.AccessLog;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.Buffer;

/** Tells the log of a checked launch about an access, before the access itself. What is out of bounds is left to the access. {@code site} is the instruction's number. */
record Report(Address address, int bytes, AccessLog.Kind kind, int site) implements Op {
    @Override
    public void run(Warp w) {
        if (address.space() == LaneMemory.SHARED && kind == AccessLog.Kind.READ && (bytes & 3) == 0
                && !address.wide()) {
            words(w);
            return;
        }
        run(w, w.mask);
    }

    /** Reads of words of shared memory are the most frequent of all. */
    private void words(Warp w) {
        AccessLog log = w.block.log;
        int offset = (int) address.offset();
        int slow = 0;
        for (int m = w.mask; m != 0; m &= m - 1) {
            int lane = Integer.numberOfTrailingZeros(m);
            int at = w.r[address.place() + lane] + offset;
            for (int k = 0; k < bytes; k += 4) {
                if (!log.sharedWord(w, lane, at + k, site)) {
                    slow |= 1 << lane;
                }
            }
        }
        run(w, slow);
    }

    private void run(Warp w, int lanes) {
        for (int m = lanes; m != 0; m &= m - 1) {
            int lane = Integer.numberOfTrailingZeros(m);
            lane(w, lane, address.at(w, lane));
        }
    }

    /** One lane's access at an address of its own. */
    void lane(Warp w, int lane, long address) {
        long at = address;
        LaneMemory space = this.address.space();
        if (space == LaneMemory.GENERIC) {
            space = LaneMemory.of(at);
            at = space.offset(at);
        }
        switch (space) {
            case GLOBAL -> {
                Buffer b = w.block.buffer(this.address.site(), at);
                if (b != null && at - b.address() + bytes <= b.bytes()) {
                    w.block.log.global(w, lane, b, at - b.address(), bytes, kind, site);
                }
            }
            case SHARED -> {
                if (at >= 0 && at + bytes <= w.block.sharedBytes) {
                    w.block.log.shared(w, lane, (int) at, bytes, kind, site);
                }
            }
            case LOCAL -> {
                if (at >= 0 && at + bytes <= w.localLimit()) {
                    local(w, lane, (int) at);
                }
            }
            default -> {
                // parameters cannot be written
            }
        }
    }

    private void local(Warp w, int lane, int at) {
        if (kind != AccessLog.Kind.WRITE && kind != AccessLog.Kind.ATOMIC_WRITE) {
            w.block.log.localRead(w, lane, at, bytes);
        }
        if (kind != AccessLog.Kind.READ && kind != AccessLog.Kind.ATOMIC_READ) {
            for (int b = at; b < at + bytes; b++) {
                w.localWritten[b] |= 1 << lane;
            }
        }
    }
}
