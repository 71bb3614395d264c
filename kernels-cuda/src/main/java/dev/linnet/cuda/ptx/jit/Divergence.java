package dev.linnet.cuda.ptx.jit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/**
 * Branches after which some lanes of a warp can run a few blocks for themselves, under a mask, until they meet the others again: where
 * one side, or both, is only entered there, is short, and has neither barriers nor ends in it.
 */
final class Divergence {
    /** Instructions of the sides of a branch. */
    private static final int LONGEST = 80;

    /**
     * What follows a branch.
     *
     * @param join  where all lanes meet again
     * @param on    blocks of the lanes that do not jump; empty where those go to the join at once
     * @param there blocks of the lanes that jump; empty likewise
     */
    record Sides(int join, List<Integer> on, List<Integer> there) {}

    private final Flow flow;
    private final BitSet leaders;
    private final List<Integer> starts = new ArrayList<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final List<BitSet> before = new ArrayList<>();
    private final int[] join;
    private final boolean atomics;

    Divergence(Flow flow, BitSet leaders) {
        this.flow = flow;
        this.leaders = leaders;
        for (int s = leaders.nextSetBit(0); s >= 0; s = leaders.nextSetBit(s + 1)) {
            numbers.put(s, starts.size());
            starts.add(s);
            before.add(new BitSet());
        }
        for (int b = 0; b < starts.size(); b++) {
            for (int next : flow.successors(end(starts.get(b)) - 1)) {
                if (numbers.containsKey(next)) {
                    before.get(numbers.get(next)).set(b);
                }
            }
        }
        boolean found = false;
        for (Instruction i : flow.body) {
            found |= i.base().equals("atom") || i.base().equals("red");
        }
        atomics = found;
        join = meetingPoints();
    }

    private int end(int start) {
        int next = leaders.nextSetBit(start + 1);
        return next < 0 ? flow.body.size() : next;
    }

    /** For each block the next one through which every way to the end goes; -1 when there is none. */
    private int[] meetingPoints() {
        int n = starts.size();
        BitSet[] after = new BitSet[n + 1];
        for (int b = 0; b <= n; b++) {
            after[b] = new BitSet();
            after[b].set(b == n ? n : 0, n + 1);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int b = n - 1; b >= 0; b--) {
                BitSet all = null;
                List<Integer> next = flow.successors(end(starts.get(b)) - 1);
                for (int s : next) {
                    BitSet of = after[numbers.getOrDefault(s, n)];
                    if (all == null) {
                        all = (BitSet) of.clone();
                    } else {
                        all.and(of);
                    }
                }
                if (all == null) {
                    all = (BitSet) after[n].clone();
                }
                all.set(b);
                if (!all.equals(after[b])) {
                    after[b] = all;
                    changed = true;
                }
            }
        }
        int[] found = new int[n];
        for (int b = 0; b < n; b++) {
            found[b] = -1;
            int most = after[b].cardinality();
            for (int x = after[b].nextSetBit(0); x >= 0 && x < n; x = after[b].nextSetBit(x + 1)) {
                if (x != b && after[x].cardinality() == most - 1) {
                    found[b] = x;
                }
            }
        }
        return found;
    }

    /** What follows the branch that ends a block; null where lanes that part cannot stay in compiled code. */
    Sides sides(int block) {
        int b = numbers.get(block);
        int k = end(block) - 1;
        Instruction i = flow.body.get(k);
        if (join[b] < 0 || !i.base().equals("bra") || i.guard() == null) {
            return null;
        }
        int meeting = starts.get(join[b]);
        int target = flow.target(i);
        List<Integer> on = side(b, k + 1, meeting);
        List<Integer> there = side(b, target, meeting);
        if (on == null || there == null || (on.isEmpty() && there.isEmpty())) {
            return null;
        }
        return new Sides(meeting, on, there);
    }

    private List<Integer> side(int from, int first, int meeting) {
        TreeSet<Integer> blocks = new TreeSet<>();
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(first));
        int size = 0;
        while (!open.isEmpty()) {
            int start = open.remove();
            if (start == meeting || blocks.contains(start)) {
                continue;
            }
            if (!numbers.containsKey(start) || start > meeting || numbers.get(start) == from) {
                return null;
            }
            int end = end(start);
            size += end - start;
            if (size > LONGEST) {
                return null;
            }
            for (int k = start; k < end; k++) {
                String base = flow.body.get(k).base();
                if (!flow.code.straight(k) && !base.equals("bra")) {
                    return null;
                }
            }
            blocks.add(start);
            open.addAll(flow.successors(end - 1));
        }
        for (int start : blocks) {
            BitSet into = before.get(numbers.get(start));
            if (start != first && into.get(from)) {
                return null;
            }
            for (int x = into.nextSetBit(0); x >= 0; x = into.nextSetBit(x + 1)) {
                if (x != from && (!blocks.contains(starts.get(x)) || (atomics && starts.get(x) >= start))) {
                    return null;
                }
            }
        }
        return List.copyOf(blocks);
    }

    /** Instructions of both sides. */
    int size(Sides s) {
        int size = 0;
        for (List<Integer> blocks : List.of(s.on(), s.there())) {
            for (int start : blocks) {
                size += end(start) - start;
            }
        }
        return size;
    }

    /** Registers that lanes which are elsewhere still need while a side runs. */
    BitSet kept(Sides s, boolean jumping) {
        BitSet all = (BitSet) flow.live(s.join()).clone();
        if (!jumping && !s.there().isEmpty()) {
            all.or(flow.live(s.there().getFirst()));
        }
        return all;
    }

    /** Marks the instructions of a branch's sides whose results must not touch the other lanes' registers. */
    void mark(Sides s, boolean[] masked) {
        for (boolean jumping : new boolean[] {false, true}) {
            BitSet kept = kept(s, jumping);
            for (int start : jumping ? s.there() : s.on()) {
                for (int k = start; k < end(start); k++) {
                    for (Operand.Register d : flow.effects[k].defs()) {
                        masked[k] |= kept.get(d.index());
                    }
                }
            }
        }
    }

    List<Integer> blocks() {
        return starts;
    }

    int last(int block) {
        return end(block) - 1;
    }
}
