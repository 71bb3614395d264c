package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.machine.AccessLog;
import dev.linnet.cuda.ptx.machine.Accesses;
import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.machine.Watch;
import dev.linnet.cuda.ptx.memory.Buffer;

/** Tells who looks on in a checked launch about an access, before the access itself. What is out of bounds is left to the access. {@code site} is the instruction's number. */
record Report(Address address, int bytes, Accesses.Kind kind, int site) implements Op {
    @Override
    public void run(Warp w) {
        if (w.block.log instanceof Watch watch) {
            watched(w, watch);
        } else if (address.space() == LaneMemory.SHARED && kind == Accesses.Kind.READ && (bytes & 3) == 0
                && !address.wide()) {
            words(w, (AccessLog) w.block.log);
        } else {
            run(w, w.mask);
        }
    }

    private void watched(Warp w, Watch watch) {
        int mask = w.mask;
        LaneMemory space = address.space();
        if (w.block.laneByLane && space != LaneMemory.LOCAL) {
            run(w, mask);
        } else if (space == LaneMemory.SHARED && !address.wide()) {
            int[] at = watch.at;
            int[] r = w.r;
            int from = address.place();
            int offset = (int) address.offset();
            for (int i = 0; i < Lanes.COUNT; i += Lanes.IL) {
                Lanes.ints(r, from + i).add(offset).intoArray(at, i);
            }
            watch.shared(w, mask, bytes, kind);
        } else if (space == LaneMemory.GLOBAL && address.wide()) {
            Buffer b = w.block.buffer(address.site(),
                    w.q[address.place() + Integer.numberOfTrailingZeros(mask)] + address.offset());
            if (b == null) {
                run(w, mask);
            } else if (!b.readOnly()) {
                int inside = offsets(w, b, mask, watch.at);
                if (inside != 0) {
                    watch.global(w, b, address.site(), inside, bytes, kind);
                }
                run(w, mask & ~inside);
            }
        } else if (space == LaneMemory.LOCAL && address.framed()) {
            framed(w, mask);
        } else {
            run(w, mask);
        }
    }

    /** The lanes whose access lies within the buffer, which must be one of less than 2 GiB; where, as far as they do. */
    private int offsets(Warp w, Buffer b, int mask, int[] at) {
        long base = b.address() - address.offset();
        long last = Math.min(b.bytes(), Integer.MAX_VALUE) - bytes;
        int from = address.place();
        long[] q = w.q;
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            long d = q[from + lane] - base;
            low = Math.min(low, d);
            high = Math.max(high, d);
            at[lane] = (int) d;
        }
        if (low >= 0 && high <= last) {
            return mask;
        }
        int inside = 0;
        for (int m = mask; m != 0; m &= m - 1) {
            int lane = Integer.numberOfTrailingZeros(m);
            long d = q[from + lane] - base;
            inside |= d >= 0 && d <= last ? 1 << lane : 0;
        }
        return inside;
    }

    /** Local memory at a fixed place in the frame: all lanes have the same bytes. */
    private void framed(Warp w, int mask) {
        int at = (int) address.offset() + w.localBase;
        if (at < 0 || at + bytes > w.localLimit()) {
            return;
        }
        if (kind.plain() != Accesses.Kind.WRITE) {
            int written = 0;
            for (int b = at; b < at + bytes; b++) {
                written |= w.localWritten[b];
            }
            if ((mask & ~written) != 0) {
                run(w, mask);
            }
        }
        if (kind.plain() != Accesses.Kind.READ) {
            for (int b = at; b < at + bytes; b++) {
                w.localWritten[b] |= mask;
            }
        }
    }

    /** Reads of words of shared memory are the most frequent of all. */
    private void words(Warp w, AccessLog log) {
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
        if (kind.plain() != Accesses.Kind.WRITE) {
            w.block.log.localRead(w, lane, at, bytes);
        }
        if (kind.plain() != Accesses.Kind.READ) {
            for (int b = at; b < at + bytes; b++) {
                w.localWritten[b] |= 1 << lane;
            }
        }
    }
}
