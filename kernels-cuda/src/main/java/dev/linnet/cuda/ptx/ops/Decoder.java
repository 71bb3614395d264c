package dev.linnet.cuda.ptx.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import dev.linnet.cuda.ptx.machine.Code;
import dev.linnet.cuda.ptx.machine.Counts;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Segment;
import dev.linnet.cuda.ptx.parse.Function;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Turns functions into segments of ops. Numbers that must be unique within a module are handed out here. */
public final class Decoder {
    private final Instrument instrument;
    private int segments = Counts.FIRST;
    private int guards;
    private int sites;
    private int smallestShared = 4;
    private final List<Instruction> guarded = new ArrayList<>();
    private final List<Instruction> reporting = new ArrayList<>();
    private final List<Instruction> measured = new ArrayList<>();
    private DecodedFunction kernel;

    /**
     * For one kernel and what it calls.
     *
     * @param instrument what the ops do besides their work
     */
    public Decoder(Instrument instrument) {
        this.instrument = instrument;
    }

    /** How many instructions remember a buffer. */
    public int sites() {
        return sites;
    }

    /** The instructions whose predicate is counted. */
    public List<Instruction> guarded() {
        return guarded;
    }

    /** The kernel, with where each of its instructions has come to lie; null before it has been decoded. */
    public DecodedFunction kernel() {
        return kernel;
    }

    /** The instructions that report their accesses, by the number they report with. */
    public List<Instruction> reporting() {
        return reporting;
    }

    /** Bytes of the smallest access to shared memory that is reported. */
    public int smallestShared() {
        return smallestShared;
    }

    /** The instructions that are measured, by the number they are measured with; some have several. */
    public List<Instruction> measured() {
        return measured;
    }

    int meter(Instruction i) {
        measured.add(i);
        return measured.size() - 1;
    }

    int report(Instruction i, Address a, int bytes) {
        if (a.space() == LaneMemory.SHARED || a.space() == LaneMemory.GENERIC) {
            smallestShared = Math.min(smallestShared, Integer.lowestOneBit(bytes));
        }
        reporting.add(i);
        return reporting.size() - 1;
    }

    int newSite() {
        return sites++;
    }

    /** Fills in the code of a function. */
    public void decode(Function f, Code into, Symbols symbols) {
        List<Instruction> body = f.body();
        int n = body.size();
        Form.Flow[] flows = new Form.Flow[n];
        Form[] forms = new Form[n];
        TreeSet<Integer> starts = new TreeSet<>();
        starts.add(0);
        for (int label : f.labels()) {
            starts.add(label);
        }
        for (int k = 0; k < n; k++) {
            forms[k] = Forms.of(body.get(k));
            flows[k] = forms[k].flow();
            if (flows[k] != Form.Flow.STRAIGHT) {
                starts.add(k + 1);
            }
            if (flows[k] == Form.Flow.ALONE || flows[k] == Form.Flow.MEETING) {
                starts.add(k);
            }
        }
        starts.add(n);
        List<Integer> order = List.copyOf(starts);
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int k = 0; k < order.size(); k++) {
            numbers.put(order.get(k), k);
        }
        Operands o = new Operands(symbols, instrument, this, label -> numbers.get(f.labels()[label]));
        Segment[] made = new Segment[order.size()];
        int[] segmentOf = new int[n];
        int[] firstOp = new int[n];
        int[] opCount = new int[n];
        List<Op> carried = List.of();
        Instruction carriedFrom = null;
        for (int s = 0; s < order.size(); s++) {
            List<Op> ops = new ArrayList<>(carried);
            List<Op> plain = new ArrayList<>(carried);
            List<Instruction> of = new ArrayList<>();
            for (int k = 0; k < carried.size(); k++) {
                of.add(carriedFrom);
            }
            carried = List.of();
            int end = s + 1 < order.size() ? order.get(s + 1) : n;
            for (int k = order.get(s); k < end; k++) {
                Instruction i = body.get(k);
                o.begin(i);
                Op[] both = decode(i, forms[k], o);
                segmentOf[k] = s;
                firstOp[k] = ops.size();
                for (Op b : o.before()) {
                    ops.add(b);
                    plain.add(b);
                    of.add(i);
                }
                ops.add(both[0]);
                plain.add(both[1]);
                of.add(i);
                List<Op> after = List.copyOf(o.after());
                if ((flows[k] == Form.Flow.CONTROL || flows[k] == Form.Flow.MEETING) && !after.isEmpty()) {
                    carried = after;
                    carriedFrom = i;
                } else {
                    for (Op a : after) {
                        ops.add(a);
                        plain.add(a);
                        of.add(i);
                    }
                }
                opCount[k] = ops.size() - firstOp[k];
            }
            if (s + 1 == order.size()) {
                // Control that runs off the end returns.
                Op ret = w -> w.ret();
                ops.add(ret);
                plain.add(ret);
                of.add(n == 0 ? null : body.get(n - 1));
            }
            made[s] = new Segment(segments++, ops.toArray(Op[]::new), plain.toArray(Op[]::new),
                    of.toArray(Instruction[]::new));
        }
        o.complete(into, made);
        if (f.entry()) {
            kernel = new DecodedFunction(f, symbols, made, order.stream().mapToInt(Integer::intValue).toArray(),
                    segmentOf, firstOp, opCount, flows, o.places());
        }
    }

    /** An instruction's op, and the one that does the same lane by lane. */
    private Op[] decode(Instruction i, Form form, Operands o) {
        if (i.guard() == null) {
            Op op = form.decode().decode(i, o);
            return new Op[] {op, form.flow() == Form.Flow.STRAIGHT ? LaneByLane.of(i, o, op) : op};
        }
        int p = o.plainPredicate(i.guard());
        boolean negated = i.guard().negated();
        if (i.base().equals("bra")) {
            return same(o.metered(), ControlFlow.conditional(i, o), p, negated, o);
        }
        Op inner = form.decode().decode(i, o);
        if (form.flow() != Form.Flow.STRAIGHT) {
            return same(o.metered(), jump(inner, p, negated), p, negated, o);
        }
        return guarded(i, inner, p, negated, o);
    }

    private static Op[] same(boolean metered, Op jump, int p, boolean negated, Operands o) {
        Op op = metered ? ControlFlow.counted(jump, p, negated, o.jumpSite()) : jump;
        return new Op[] {op, op};
    }

    /** Control may go elsewhere for the lanes whose predicate holds. */
    private static Op jump(Op inner, int p, boolean negated) {
        return w -> {
            int on = (negated ? ~w.p[p] : w.p[p]) & w.mask;
            if (on != 0) {
                w.aside(w.mask & ~on);
                inner.run(w);
            }
        };
    }

    /** Done by the lanes whose predicate holds. */
    private Op[] guarded(Instruction i, Op inner, int p, boolean negated, Operands o) {
        int guard = guards++;
        guarded.add(i);
        List<Op> before = List.copyOf(o.before());
        List<Op> after = List.copyOf(o.after());
        Op plain = LaneByLane.of(i, o, inner);
        o.before().clear();
        o.after().clear();
        return new Op[] {guarded(before, inner, after, guard, p, negated),
                guarded(before, plain, after, guard, p, negated)};
    }

    private static Op guarded(List<Op> before, Op inner, List<Op> after, int guard, int p, boolean negated) {
        List<Op> all = new ArrayList<>(before);
        all.add(inner);
        all.addAll(after);
        Op[] ops = all.toArray(Op[]::new);
        return w -> {
            int was = w.mask;
            int on = (negated ? ~w.p[p] : w.p[p]) & was;
            w.block.counts.skip(guard, Integer.bitCount(was & ~on));
            if (on != 0) {
                w.mask = on;
                for (Op op : ops) {
                    op.run(w);
                }
                w.mask = was;
            }
        };
    }
}
