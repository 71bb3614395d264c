package dev.linnet.cuda.ptx.jit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Blocks of instructions that become one method: what can be reached from the first one without a barrier and without growing too
 * large. Loops in it have one entry.
 */
final class Region {
    /** A jump out of a block. */
    private record Edge(int from, int to) {}

    final int entry;
    /** For each block's first instruction the one behind its last. */
    final TreeMap<Integer, Integer> blocks = new TreeMap<>();
    /** Blocks to which control comes back. */
    final Set<Integer> headers = new HashSet<>();
    private final Flow flow;
    private final Shapes shapes;
    private final BitSet leaders;
    private final Map<Integer, Divergence.Sides> parting;
    private final Set<Edge> cuts = new HashSet<>();

    /**
     * The blocks for one method.
     *
     * @param parting branches at which lanes part and meet again; what lies between is written down for parted lanes only, which is shorter
     */
    Region(Flow flow, Shapes shapes, BitSet leaders, Repeats repeats, Map<Integer, Divergence.Sides> parting, int entry,
            int budget) {
        this.shapes = shapes;
        this.parting = parting;
        this.flow = flow;
        this.leaders = leaders;
        this.entry = entry;
        int size = 0;
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(entry));
        while (!open.isEmpty()) {
            int start = open.remove();
            if (start >= flow.body.size() || blocks.containsKey(start) || flow.barrier(start)) {
                continue;
            }
            int end = end(start);
            size += repeats.size(start, end);
            if (size > budget && start != entry) {
                size -= repeats.size(start, end);
                continue;
            }
            blocks.put(start, end);
            open.addAll(successors(start));
        }
        cutLoopsWithTwoEntries();
    }

    private int end(int start) {
        int next = leaders.nextSetBit(start + 1);
        return next < 0 ? flow.body.size() : next;
    }

    List<Integer> successors(int block) {
        return parts(block) ? List.of(parting.get(block).join()) : shapes.successors(blocks.get(block) - 1);
    }

    /** Whether the sides of the branch that ends a block are written down for parted lanes only. */
    boolean parts(int block) {
        return parting.containsKey(block) && shapes.successors(blocks.get(block) - 1).size() > 1;
    }

    /** Whether control stays in the method on this way. */
    boolean inside(int from, int to) {
        return blocks.containsKey(to) && !cuts.contains(new Edge(from, to));
    }

    /** Where a block is reached again from below by a way that does not start at it, the loop has two entries. */
    private void cutLoopsWithTwoEntries() {
        Map<Integer, Set<Integer>> dominators = new TreeMap<>();
        for (int b : blocks.keySet()) {
            dominators.put(b, b == entry ? new HashSet<>(Set.of(b)) : new HashSet<>(blocks.keySet()));
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int b : blocks.keySet()) {
                if (b != entry) {
                    Set<Integer> all = null;
                    for (int p : blocks.keySet()) {
                        if (successors(p).contains(b)) {
                            if (all == null) {
                                all = new HashSet<>(dominators.get(p));
                            } else {
                                all.retainAll(dominators.get(p));
                            }
                        }
                    }
                    Set<Integer> now = all == null ? new HashSet<>() : all;
                    now.add(b);
                    changed |= !now.equals(dominators.put(b, now));
                }
            }
        }
        walk(entry, new HashSet<>(), new ArrayList<>(), dominators);
    }

    private void walk(int b, Set<Integer> seen, List<Integer> path, Map<Integer, Set<Integer>> dominators) {
        seen.add(b);
        path.add(b);
        for (int next : successors(b)) {
            if (!blocks.containsKey(next)) {
                continue;
            }
            if (path.contains(next)) {
                if (dominators.get(b).contains(next)) {
                    headers.add(next);
                } else {
                    cuts.add(new Edge(b, next));
                }
            } else if (!seen.contains(next)) {
                walk(next, seen, path, dominators);
            }
        }
        path.removeLast();
    }
}
