package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.meter.Meter;

/**
 * Has an access measured, before the access itself.
 *
 * @param bytes of each lane
 * @param site  the instruction's number
 */
record Metering(Address address, int bytes, Meter.Use use, int site) implements Op {
    @Override
    public void run(Warp w) {
        run(w, w.mask);
    }

    /** For these lanes, which may lie in different memories where the address does not say in which. */
    void run(Warp w, int lanes) {
        Meter meter = w.block.counts.meter;
        int global = 0;
        int shared = 0;
        int local = 0;
        for (int m = lanes; m != 0; m &= m - 1) {
            int lane = Integer.numberOfTrailingZeros(m);
            long at = address.at(w, lane);
            LaneMemory space = address.space();
            if (space == LaneMemory.GENERIC) {
                space = LaneMemory.of(at);
                at = space.offset(at);
            }
            meter.at[lane] = at;
            switch (space) {
                case GLOBAL -> global |= 1 << lane;
                case SHARED -> shared |= 1 << lane;
                case LOCAL -> local |= 1 << lane;
                default -> {
                    // parameters are the same for all
                }
            }
        }
        meter.global(site, global, bytes, use);
        meter.shared(site, shared, bytes, use);
        meter.local(site, Integer.bitCount(local), bytes);
    }

    /** One lane's access to so many bytes in a row. */
    void row(Warp w, int lane, long length) {
        if (address.space() == LaneMemory.SHARED) {
            w.block.counts.meter.sharedRow(site, length);
        } else {
            w.block.counts.meter.row(site, address.at(w, lane), length, use);
        }
    }

    /** The first lanes, as many as there are addresses, access so many bytes each. */
    void each(Warp w, long[] addresses, int size) {
        Meter meter = w.block.counts.meter;
        LaneMemory space = address.space() == LaneMemory.GENERIC ? LaneMemory.of(addresses[0]) : address.space();
        for (int lane = 0; lane < addresses.length; lane++) {
            meter.at[lane] = address.space() == LaneMemory.GENERIC ? space.offset(addresses[lane]) : addresses[lane];
        }
        int lanes = addresses.length == Lanes.COUNT ? -1 : (1 << addresses.length) - 1;
        if (space == LaneMemory.SHARED) {
            meter.shared(site, lanes, size, use);
        } else {
            meter.global(site, lanes, size, use);
        }
    }
}
