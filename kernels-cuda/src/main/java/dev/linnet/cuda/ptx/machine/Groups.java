package dev.linnet.cuda.ptx.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import dev.linnet.cuda.ptx.parse.Instruction;

/** The groups into which a warp has parted and which do not run at the moment, and which of them runs next. */
final class Groups extends Spaced {
    /** After so many segments a group gives way to one that waits. */
    private static final int PATIENCE = 4096;

    private final List<Group> groups = new ArrayList<>();
    private final List<Group> spare = new ArrayList<>();
    private int patience = PATIENCE;
    private long clock;

    void clear() {
        if (!groups.isEmpty()) {
            groups.clear();
        }
        patience = PATIENCE;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** Lanes stand at a segment and do not run. */
    void park(int place, int lanes, Frame frame, Group.State state, int what) {
        Group g = spare.isEmpty() ? new Group() : spare.removeLast();
        g.place = place;
        g.mask = lanes;
        g.frame = frame;
        g.state = state;
        g.what = what;
        g.value = 0;
        g.ran = clock;
        groups.add(g);
    }

    /** Lanes that have just run a segment may run on. */
    void ran(int place, int lanes, Frame frame) {
        clock++;
        park(place, lanes, frame, Group.State.READY, 0);
    }

    /**
     * Takes out the group that runs next: the deepest call first, then the smallest place.
     *
     * @return valid until the next call; null when none can run
     */
    Group next() {
        for (int i = 0; i < groups.size(); i++) {
            Group g = groups.get(i);
            if (g.state == Group.State.READY || g.state == Group.State.WAITING) {
                merge(g, i);
            }
        }
        Group best = null;
        int ready = 0;
        for (Group g : groups) {
            if (g.state == Group.State.READY) {
                ready++;
                if (best == null || g.frame.depth > best.frame.depth
                        || (g.frame.depth == best.frame.depth && g.place < best.place)) {
                    best = g;
                }
            }
        }
        if (best == null) {
            return null;
        }
        if (ready > 1 && --patience < 0) {
            best = longestWaiting();
            if (patience < -PATIENCE) {
                patience = PATIENCE;
            }
        }
        groups.remove(best);
        spare.add(best);
        return best;
    }

    /** Takes into {@code g} what is at the same place; a group that waits there for these lanes may try again. */
    private void merge(Group g, int at) {
        for (int j = groups.size() - 1; j > at; j--) {
            Group h = groups.get(j);
            if (h.place == g.place && h.frame == g.frame
                    && (h.state == Group.State.READY || h.state == Group.State.WAITING)) {
                g.mask |= h.mask;
                g.ran = Math.min(g.ran, h.ran);
                g.state = Group.State.READY;
                groups.remove(j);
                spare.add(h);
            }
        }
    }

    /** While patience is used up one waiting group after another gets a long turn. */
    private Group longestWaiting() {
        Group oldest = null;
        for (Group g : groups) {
            if (g.state == Group.State.READY && (oldest == null || g.ran < oldest.ran)) {
                oldest = g;
            }
        }
        return oldest;
    }

    /** All groups of a state may run. */
    void ready(Group.State state) {
        for (Group g : groups) {
            if (g.state == state) {
                g.state = Group.State.READY;
            }
        }
    }

    /** Opens each barrier of the warp at which all its members stand that still live. */
    void releaseWarpBarrier(int live) {
        for (Group g : groups) {
            if (g.state == Group.State.WARP_BARRIER) {
                int arrived = 0;
                for (Group h : groups) {
                    if (h.state == Group.State.WARP_BARRIER && h.what == g.what) {
                        arrived |= h.mask;
                    }
                }
                if ((g.what & live & ~arrived) == 0) {
                    int members = g.what;
                    for (Group h : groups) {
                        if (h.state == Group.State.WARP_BARRIER && h.what == members) {
                            h.state = Group.State.READY;
                        }
                    }
                }
            }
        }
    }

    /** Opens a barrier of the block for every lane that waits at it. */
    void open(int barrier, int result) {
        for (Group g : groups) {
            if (g.state == Group.State.BARRIER && g.what == barrier) {
                g.state = Group.State.READY;
                g.value = result;
            }
        }
    }

    /** Where lanes wait that cannot go on: a line for each group. */
    void describe(BiConsumer<Instruction, Integer> each) {
        for (Group g : groups) {
            Segment s = g.frame.code.segments()[Math.max(0, g.state == Group.State.WAITING ? g.place : g.place - 1)];
            each.accept(s.instructions()[s.instructions().length - 1], g.mask);
        }
    }
}
