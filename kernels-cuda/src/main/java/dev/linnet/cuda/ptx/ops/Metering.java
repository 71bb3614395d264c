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
        LaneMemory space = address.space();
        if (space != LaneMemory.GENERIC) {
            fill(w, meter.at);
            switch (space) {
                case GLOBAL -> meter.global(site, lanes, bytes, use);
                case SHARED -> meter.shared(site, lanes, bytes, use);
                case LOCAL -> meter.local(site, Integer.bitCount(lanes), bytes);
                default -> {
                    // parameters are the same for all
                }
            }
        } else {
            anywhere(w, lanes, meter);
        }
    }

    /** Every lane's address, also of those that have none to speak of. */
    private void fill(Warp w, long[] at) {
        long offset = address.offset() + (address.framed() ? w.localBase : 0);
        int place = address.place();
        if (address.wide()) {
            for (int lane = 0; lane < Lanes.COUNT; lane++) {
                at[lane] = w.q[place + lane] + offset;
            }
        } else {
            for (int lane = 0; lane < Lanes.COUNT; lane++) {
                at[lane] = (w.r[place + lane] & 0xffffffffL) + offset;
            }
        }
    }

    private void anywhere(Warp w, int lanes, Meter meter) {
        int global = 0;
        int shared = 0;
        int local = 0;
        for (int m = lanes; m != 0; m &= m - 1) {
            int lane = Integer.numberOfTrailingZeros(m);
            long generic = address.at(w, lane);
            LaneMemory space = LaneMemory.of(generic);
            meter.at[lane] = space.offset(generic);
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
