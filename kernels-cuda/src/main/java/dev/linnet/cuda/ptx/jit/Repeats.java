package dev.linnet.cuda.ptx.jit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/**
 * Loops that a compiler of CUDA has unrolled: the same few instructions again and again, with other registers and with offsets that grow.
 * Written as loops again they are small enough for the virtual machine's compiler.
 */
final class Repeats {
    /** Instructions of a round. */
    private static final int LONGEST = 48;
    private static final int FEWEST_ROUNDS = 3;
    /** Instructions that a loop must save. */
    private static final int WORTH = 12;
    private static final Set<String> PLAIN = Set.of("neg.f32", "abs.f32", "min.f32", "max.f32", "mov.f32", "mov.b32",
            "mov.u32", "mov.s32", "add.s32", "add.u32", "sub.s32", "sub.u32", "mul.lo.s32", "mul.lo.u32", "and.b32",
            "or.b32", "xor.b32", "not.b32");

    /** What an instruction of a round writes: its place in the round, and which of its results. */
    private record Result(int place, int number) {
        /** Written out, for linking what a record has takes a new virtual machine some milliseconds. */
        @Override
        public int hashCode() {
            return 31 * place + number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Result r && place == r.place && number == r.number;
        }
    }

    /**
     * A loop.
     *
     * @param start   its first round's first instruction
     * @param steps   for each of a round's instructions how many bytes its address grows by from round to round
     * @param first   for each register that a round hands on to the next one, what it is before the first
     * @param renamed what a round's instructions read instead, by place
     * @param last    for each register of the last round that is needed afterwards, the first round's
     */
    // The array never changes.
    @SuppressWarnings("ArrayRecordComponent")
    record Repeat(int start, int period, int rounds, long[] steps, Map<Operand.Register, Operand> first,
            Map<Integer, Instruction> renamed, Map<Operand.Register, Operand.Register> last) {
        int end() {
            return start + period * rounds;
        }
    }

    private final Flow flow;
    /** For each instruction a number that it shares with those that differ in nothing but registers and offsets; -1 where it may be in no loop. */
    private final int[] kinds;
    private final TreeMap<Integer, Repeat> found = new TreeMap<>();

    Repeats(Flow flow) {
        this.flow = flow;
        int n = flow.body.size();
        kinds = new int[n];
        Map<String, Integer> numbers = new HashMap<>();
        for (int k = 0; k < n; k++) {
            Instruction i = flow.body.get(k);
            String kind = i.opcode() + " " + i.operands().size() + " " + flow.effects[k].defs().size();
            Integer known = numbers.putIfAbsent(kind, numbers.size());
            kinds[k] = !may(k) ? -1 : known == null ? numbers.size() - 1 : known;
        }
        for (int from = 0; from < n;) {
            int to = from + 1;
            while (to < n && !flow.begins(to)) {
                to++;
            }
            search(from, to);
            from = to;
        }
    }

    /** The loop that begins with the instruction, or null. */
    Repeat at(int k) {
        return found.get(k);
    }

    /** Whether the instruction is in a loop but not its first one. */
    boolean within(int k) {
        Map.Entry<Integer, Repeat> before = found.lowerEntry(k);
        return before != null && k < before.getValue().end();
    }

    /** How many instructions are written for these. */
    int size(int from, int to) {
        int size = to - from;
        for (Repeat r : found.subMap(from, to).values()) {
            size -= r.period * (r.rounds - 1);
        }
        return size;
    }

    private void search(int from, int to) {
        for (int k = from; k < to;) {
            if (kinds[k] < 0) {
                k++;
                continue;
            }
            Repeat best = null;
            for (int period = 1; period <= LONGEST && k + FEWEST_ROUNDS * period <= to; period++) {
                Repeat r = match(k, period, to);
                if (r != null && (best == null || r.period * (r.rounds - 1) > best.period * (best.rounds - 1))) {
                    best = r;
                }
            }
            if (best == null) {
                k++;
            } else {
                found.put(k, best);
                k = best.end();
            }
        }
    }

    private Repeat match(int start, int period, int to) {
        int most = (to - start) / period;
        for (int t = 0; t < period; t++) {
            if (kinds[start + t] < 0 || kinds[start + t] != kinds[start + period + t]) {
                return null;
            }
        }
        long[] steps = new long[period];
        for (int t = 0; t < period; t++) {
            steps[t] = offset(start + period + t) - offset(start + t);
        }
        List<List<Object>> sources = new ArrayList<>();
        int rounds = 0;
        Map<Integer, int[]> written = new HashMap<>();
        while (rounds < most) {
            List<Object> now = round(start, period, rounds, steps, written);
            if (now == null || (rounds > 0 && !continues(sources, now, rounds))) {
                break;
            }
            sources.add(now);
            rounds++;
        }
        return rounds < FEWEST_ROUNDS || period * (rounds - 1) < WORTH
                ? null
                : made(start, period, rounds, steps,
                        sources);
    }

    /** Whether the instruction may be in a loop at all. */
    private boolean may(int k) {
        Instruction i = flow.body.get(k);
        boolean memory = memory(k) != null;
        return i.guard() == null && flow.code.straight(k) && (memory || Numbers.ARITHMETIC.contains(i.opcode())
                || PLAIN.contains(i.opcode())) && (memory || words(i));
    }

    private static boolean words(Instruction i) {
        for (Operand o : i.operands()) {
            if (!word(o)) {
                return false;
            }
        }
        return true;
    }

    private static boolean word(Operand o) {
        return o instanceof Operand.Int || o instanceof Operand.Float32
                || (o instanceof Operand.Register r && r.type() == RegisterType.BITS32);
    }

    /** The address of a load or a store; null for other instructions. */
    private Operand.Memory memory(int k) {
        Instruction i = flow.body.get(k);
        int at = i.base().equals("ld") ? 1 : i.base().equals("st") ? 0 : -1;
        return at >= 0 && !i.has(".param") && i.operands().get(at) instanceof Operand.Memory m ? m : null;
    }

    private long offset(int k) {
        Operand.Memory m = memory(k);
        return m == null ? 0 : m.offset();
    }

    /**
     * Where a round's operands come from: a {@link Result} of the same round, one of the round before (in a list), or what it is; null
     * when it is no round like the first.
     *
     * @param written for each register the round and the result that wrote it last
     */
    private List<Object> round(int start, int period, int number, long[] steps, Map<Integer, int[]> written) {
        List<Object> sources = new ArrayList<>();
        Set<Integer> own = new HashSet<>();
        for (int t = 0; t < period; t++) {
            int k = start + number * period + t;
            if (kinds[k] != kinds[start + t] || offset(k) != offset(start + t) + number * steps[t]) {
                return null;
            }
            for (Operand o : read(k)) {
                int[] at = o instanceof Operand.Register r ? written.get(r.index()) : null;
                if (at == null) {
                    sources.add(o);
                } else if (at[0] == number) {
                    sources.add(new Result(at[1], at[2]));
                } else if (at[0] == number - 1) {
                    sources.add(List.of(new Result(at[1], at[2])));
                } else {
                    return null;
                }
            }
            List<Operand.Register> defs = flow.effects[k].defs();
            for (int d = 0; d < defs.size(); d++) {
                if (!own.add(defs.get(d).index())) {
                    return null;
                }
                written.put(defs.get(d).index(), new int[] {number, t, d});
            }
        }
        return sources;
    }

    /** The operands that an instruction reads, constants too, in the order of the text. */
    private List<Operand> read(int k) {
        Instruction i = flow.body.get(k);
        List<Operand> all = new ArrayList<>();
        boolean store = i.base().equals("st");
        for (int o = store ? 0 : 1; o < i.operands().size(); o++) {
            switch (i.operands().get(o)) {
                case Operand.Memory m -> all.add(m.base());
                case Operand.Tuple t -> all.addAll(t.items());
                case Operand other -> all.add(other);
            }
        }
        return all;
    }

    private static boolean continues(List<List<Object>> sources, List<Object> now, int round) {
        List<Object> before = sources.getLast();
        if (now.size() != before.size()) {
            return false;
        }
        for (int u = 0; u < now.size(); u++) {
            boolean same = now.get(u).equals(before.get(u));
            boolean handedOn = round == 1 && now.get(u) instanceof List<?> && before.get(u) instanceof Operand;
            if (!same && !handedOn) {
                return false;
            }
        }
        return true;
    }

    private Repeat made(int start, int period, int rounds, long[] steps, List<List<Object>> sources) {
        Map<Operand.Register, Operand> first = new HashMap<>();
        Map<Integer, Instruction> renamed = new HashMap<>();
        Set<Integer> outside = new HashSet<>();
        int u = 0;
        for (int t = 0; t < period; t++) {
            int k = start + t;
            Instruction i = flow.body.get(k);
            List<Operand> read = read(k);
            for (int o1 = 0; o1 < read.size(); o1++) {
                Operand o = read.get(o1);
                if (sources.get(1).get(u) instanceof List<?> l && l.getFirst() instanceof Result r) {
                    Operand.Register d = flow.effects[start + r.place].defs().get(r.number);
                    Operand known = first.putIfAbsent(d, o);
                    if (r.place < t || memory(k) != null || !Numbers.ARITHMETIC.contains(i.opcode())
                            || (known != null && !known.equals(o))) {
                        return null;
                    }
                    if (!o.equals(d)) {
                        renamed.put(t, replaced(renamed.getOrDefault(t, i), o1 + 1, d));
                    }
                    if (o instanceof Operand.Register x && x.index() != d.index()) {
                        outside.add(x.index());
                    }
                } else if (o instanceof Operand.Register x && !(sources.get(0).get(u) instanceof Result)) {
                    outside.add(x.index());
                }
                u++;
            }
        }
        Map<Integer, Result> lastly = new HashMap<>();
        Map<Integer, Integer> lastRound = new HashMap<>();
        Map<Operand.Register, Operand.Register> last = new HashMap<>();
        for (int k = start; k < start + period * rounds; k++) {
            List<Operand.Register> defs = flow.effects[k].defs();
            for (int d = 0; d < defs.size(); d++) {
                lastly.put(defs.get(d).index(), new Result((k - start) % period, d));
                lastRound.put(defs.get(d).index(), (k - start) / period);
                if (k < start + period && outside.contains(defs.get(d).index())) {
                    return null;
                }
            }
        }
        for (var e : lastly.entrySet()) {
            if (flow.live(start + period * rounds).get(e.getKey())) {
                if (lastRound.get(e.getKey()) != rounds - 1) {
                    return null;
                }
                Result r = e.getValue();
                int k = start + r.place;
                last.put(flow.effects[k + period * (rounds - 1)].defs().get(r.number),
                        flow.effects[k].defs().get(r.number));
            }
        }
        for (int t = 0; t < period; t++) {
            Operand.Memory m = memory(start + t);
            if (m != null && steps[t] % (4L * items(start + t)) != 0) {
                return null;
            }
        }
        return new Repeat(start, period, rounds, steps, first, renamed, last);
    }

    private int items(int k) {
        Instruction i = flow.body.get(k);
        return i.operands().get(i.base().equals("st") ? 1 : 0) instanceof Operand.Tuple t ? t.items().size() : 1;
    }

    private static Instruction replaced(Instruction i, int operand, Operand to) {
        List<Operand> operands = new ArrayList<>(i.operands());
        operands.set(operand, to);
        return new Instruction(i.guard(), i.opcode(), operands, i.line(), i.source(), i.text());
    }

    /** Forgets the loops whose rounds are not to be written alike; true when there were any. */
    boolean check(Shapes shapes, Numbers numbers) {
        return found.values().removeIf(r -> !holds(r, shapes, numbers));
    }

    private boolean holds(Repeat r, Shapes shapes, Numbers numbers) {
        for (int k = r.start; k < r.end(); k++) {
            int t = (k - r.start) % r.period;
            boolean accessible = memory(k) == null || Accesses.find(flow, shapes, k) != null;
            if (!accessible || shapes.guard(k) != Shapes.Guard.NONE || !traits(k, r.start + t, shapes, numbers)) {
                return false;
            }
        }
        for (var e : r.first.entrySet()) {
            Shape to = shapes.of(e.getKey());
            Shape from = shapes.operand(e.getValue());
            if (to.scalar()
                    && (!from.scalar() || from.stride() != to.stride() || from.kind().compareTo(to.kind()) > 0)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the results of two instructions are kept alike. */
    private boolean traits(int a, int b, Shapes shapes, Numbers numbers) {
        List<Operand.Register> x = flow.effects[a].defs();
        List<Operand.Register> y = flow.effects[b].defs();
        Shape natural = x.isEmpty() ? Shape.VECTOR : shapes.result(a, 0);
        Shape natural0 = x.isEmpty() ? Shape.VECTOR : shapes.result(b, 0);
        if (natural.scalar() != natural0.scalar() || natural.stride() != natural0.stride()
                || (natural.scalar() && (natural.value() != null || natural0.value() != null))) {
            return false;
        }
        for (int d = 0; d < x.size(); d++) {
            int p = x.get(d).index();
            int q = y.get(d).index();
            Shape s = shapes.of(p);
            Shape z = shapes.of(q);
            if (s.kind() != z.kind() || s.stride() != z.stride() || numbers.wide(p) || numbers.predicate(p)
                    || numbers.floating(p) != numbers.floating(q) || numbers.lazy(p) != numbers.lazy(q)) {
                return false;
            }
        }
        return true;
    }
}
