package dev.linnet.cuda.ptx.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

import dev.linnet.cuda.ptx.machine.Accesses;
import dev.linnet.cuda.ptx.machine.Code;
import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Segment;
import dev.linnet.cuda.ptx.meter.Meter;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/**
 * Turns operands into places in a frame's register arrays. Constants have registers of their own, filled once, so every op finds
 * all its inputs in registers. Places are indices of lane 0; those of predicates are plain numbers.
 */
final class Operands {
    private final Symbols symbols;
    private final Instrument instrument;
    private final Decoder decoder;
    private final IntUnaryOperator segmentOf;
    private final Map<Integer, Integer> intConstants = new LinkedHashMap<>();
    private final Map<Long, Integer> longConstants = new LinkedHashMap<>();
    private final Map<Integer, Integer> registers = new HashMap<>();
    private final List<Op> before = new ArrayList<>();
    private final List<Op> after = new ArrayList<>();
    private int ints = Code.firstRegister(false);
    private int longs = Code.firstRegister(false);
    private int predicates = Code.firstRegister(true);
    private Instruction current;
    private int carry = -1;

    Operands(Symbols symbols, Instrument instrument, Decoder decoder, IntUnaryOperator segmentOf) {
        this.symbols = symbols;
        this.instrument = instrument;
        this.decoder = decoder;
        this.segmentOf = segmentOf;
    }

    /** The segment that a label stands before. */
    int segmentOf(int label) {
        return segmentOf.applyAsInt(label);
    }

    /** A number for an instruction that remembers in which buffer it found its address. */
    int newSite() {
        return decoder.newSite();
    }

    /** Announces an access to memory: when somebody looks on, an op before the instruction's own reports it. */
    void access(Address a, int bytes, int count, boolean write) {
        meter(a, bytes * count, write ? Meter.Use.STORE : Meter.Use.LOAD);
        if (checked()) {
            before.add(new Report(a, bytes * count, write ? Accesses.Kind.WRITE : Accesses.Kind.READ,
                    decoder.report(current, a, bytes)));
        }
    }

    /**
     * As {@link #access} for a load or store of any kind. Those by which threads talk to one another do not race with one another,
     * which does not go for volatile ones in shared memory; a release hands over what was done before.
     */
    void access(Instruction i, Address a, int bytes, int count, boolean write) {
        if (!checked()) {
            access(a, bytes, count, write);
            return;
        }
        if (i.has(".release")) {
            before.add(w -> w.block.log.fence(w));
        }
        boolean own = i.has(".volatile") && (a.space() == LaneMemory.SHARED || a.space() == LaneMemory.LOCAL);
        if (!own && (i.has(".volatile") || i.has(".relaxed") || i.has(".acquire") || i.has(".release")
                || i.has(".mmio"))) {
            before.add(new Report(a, bytes * count, write ? Accesses.Kind.ATOMIC_WRITE : Accesses.Kind.ATOMIC_READ,
                    decoder.report(current, a, bytes)));
        } else {
            access(a, bytes, count, write);
        }
    }

    /** For an op that reports its accesses itself, lane by lane; null when checks are off. */
    Report report(Address a, int bytes, boolean write) {
        return checked()
                ? new Report(a, bytes, write ? Accesses.Kind.WRITE : Accesses.Kind.READ,
                        decoder.report(current, a, bytes))
                : null;
    }

    /** Announces an atomic access. */
    void atomic(Address a, int bytes) {
        meter(a, bytes, Meter.Use.ATOMIC);
        if (checked()) {
            before.add(new Report(a, bytes, Accesses.Kind.ATOMIC, decoder.report(current, a, bytes)));
        }
    }

    /** For each register's index the place of its lane 0, or its number where it is a predicate. */
    Map<Integer, Integer> places() {
        return Map.copyOf(registers);
    }

    /** Forgets the ops around the last instruction. */
    void begin(Instruction i) {
        current = i;
        before.clear();
        after.clear();
    }

    List<Op> before() {
        return before;
    }

    List<Op> after() {
        return after;
    }

    Symbols symbols() {
        return symbols;
    }

    boolean checked() {
        return instrument == Instrument.CHECKS;
    }

    boolean metered() {
        return instrument == Instrument.METER;
    }

    private void meter(Address a, int bytes, Meter.Use use) {
        if (metered()) {
            before.add(metering(a, bytes, use));
        }
    }

    /** For an op that has its accesses measured itself; null where nothing is. */
    Metering metering(Address a, int bytes, Meter.Use use) {
        return metered() ? new Metering(a, bytes, use, decoder.meter(current)) : null;
    }

    /** A number for the current instruction to count its jumps with. */
    int jumpSite() {
        return decoder.meter(current);
    }

    void complete(Code code, Segment[] segments) {
        code.complete(segments, ints, longs, predicates, intConstants, longConstants);
    }

    int newInt() {
        return ints++ * Lanes.COUNT;
    }

    int newLong() {
        return longs++ * Lanes.COUNT;
    }

    int newPredicate() {
        return predicates++;
    }

    /** The condition code register: one predicate, which the {@code .cc} opcodes write and read. */
    int carry() {
        if (carry < 0) {
            carry = newPredicate();
        }
        return carry;
    }

    int constant(int value) {
        return intConstants.computeIfAbsent(value, _ -> newInt());
    }

    int constant(long value) {
        return longConstants.computeIfAbsent(value, _ -> newLong());
    }

    private int place(Operand.Register r) {
        return registers.computeIfAbsent(r.index(), _ -> switch (r.type()) {
            case PREDICATE -> newPredicate();
            case BITS16, BITS32 -> newInt();
            case BITS64 -> newLong();
            case BITS128 -> {
                int low = newLong();
                newLong();
                yield low;
            }
        });
    }

    private RuntimeException wrong(Operand o, String wanted) {
        return current.reject("operand " + o + " is not " + wanted);
    }

    /** A 32-bit source. */
    int i32(Operand o) {
        return switch (o) {
            case Operand.Register r when r.type() == RegisterType.BITS32 || r.type() == RegisterType.BITS16 -> place(r);
            case Operand.Int i -> constant((int) i.value());
            case Operand.Float32 f -> constant(f.bits());
            case Operand.Special s -> special32(s);
            case Operand.Address a -> constant((int) symbols.offset(a));
            default -> throw wrong(o, "a 32-bit value");
        };
    }

    /** A 32-bit float source. */
    int f32(Operand o) {
        return o instanceof Operand.Float64 d
                ? constant(Float.floatToRawIntBits((float) Double.longBitsToDouble(d.bits())))
                : i32(o);
    }

    /** A 16-bit source: the upper half of its register is zero. */
    int i16(Operand o) {
        return o instanceof Operand.Int i ? constant((int) i.value() & 0xffff) : i32(o);
    }

    /** A 64-bit source. */
    int i64(Operand o) {
        return switch (o) {
            case Operand.Register r when r.type() == RegisterType.BITS64 -> place(r);
            case Operand.Int i -> constant(i.value());
            case Operand.Float64 d -> constant(d.bits());
            case Operand.Special s -> special64(s);
            case Operand.Address a when symbols.framed(a.variable()) -> frameAddress(a);
            case Operand.Address a -> constant(symbols.offset(a));
            case Operand.Name n -> constant(symbols.function(n.name(), current));
            default -> throw wrong(o, "a 64-bit value");
        };
    }

    /** A 128-bit register: the low half, and after its lanes those of the high half. */
    int i128(Operand o) {
        return switch (o) {
            case Operand.Register r when r.type() == RegisterType.BITS128 -> place(r);
            case Operand.Sink _ -> {
                int low = newLong();
                newLong();
                yield low;
            }
            default -> throw wrong(o, "a 128-bit register");
        };
    }

    /** A source of which only the low bits matter: a 64-bit register is narrowed. */
    int low32(Operand o) {
        if (isLong(o)) {
            int from = place((Operand.Register) o);
            int to = newInt();
            before.add(w -> {
                for (int i = 0; i < Lanes.COUNT; i++) {
                    w.r[to + i] = (int) w.q[from + i];
                }
            });
            return to;
        }
        return i32(o);
    }

    static boolean isLong(Operand o) {
        return o instanceof Operand.Register r && r.type() == RegisterType.BITS64;
    }

    static boolean isPredicate(Operand o) {
        return o instanceof Operand.Register r && r.type() == RegisterType.PREDICATE;
    }

    /** A predicate source; a negated or constant one is computed first. */
    int pred(Operand o) {
        if (o instanceof Operand.Register r && r.type() == RegisterType.PREDICATE) {
            if (!r.negated()) {
                return place(r);
            }
            int from = place(r);
            int to = newPredicate();
            before.add(w -> w.p[to] = ~w.p[from]);
            return to;
        }
        if (o instanceof Operand.Int i) {
            int to = newPredicate();
            int value = i.value() != 0 ? -1 : 0;
            before.add(w -> w.p[to] = value);
            return to;
        }
        throw wrong(o, "a predicate");
    }

    /** The predicate register itself, without its negation. */
    int plainPredicate(Operand.Register r) {
        return place(r);
    }

    /** A 16- or 32-bit destination. */
    int to32(Operand o) {
        return switch (o) {
            case Operand.Register r when r.type() == RegisterType.BITS32 || r.type() == RegisterType.BITS16 -> place(r);
            case Operand.Sink _ -> newInt();
            default -> throw wrong(o, "a 32-bit register");
        };
    }

    /** A 64-bit destination. */
    int to64(Operand o) {
        return switch (o) {
            case Operand.Register r when r.type() == RegisterType.BITS64 -> place(r);
            case Operand.Sink _ -> newLong();
            default -> throw wrong(o, "a 64-bit register");
        };
    }

    /** A predicate destination. */
    int toPred(Operand o) {
        return switch (o) {
            case Operand.Register r when r.type() == RegisterType.PREDICATE -> place(r);
            case Operand.Sink _ -> newPredicate();
            default -> throw wrong(o, "a predicate register");
        };
    }

    /** A destination for a value of 32 bits or fewer in a register that may have 64; {@code signed} says how it is widened. */
    int wide32(Operand o, boolean signed) {
        if (isLong(o)) {
            int from = newInt();
            int to = place((Operand.Register) o);
            after.add(w -> {
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int i = Integer.numberOfTrailingZeros(m);
                    w.q[to + i] = signed ? w.r[from + i] : w.r[from + i] & 0xffffffffL;
                }
            });
            return from;
        }
        return to32(o);
    }

    private int special32(Operand.Special s) {
        int to = newInt();
        before.add(Specials.op32(s.name(), to, current));
        return to;
    }

    private int special64(Operand.Special s) {
        int to = newLong();
        before.add(Specials.op64(s.name(), to, current));
        return to;
    }

    /** Local memory moves with the call. */
    private int frameAddress(Operand.Address a) {
        int to = newLong();
        long offset = symbols.offset(a);
        before.add(w -> Lanes.fill(w.q, to, w.localBase + offset, w.mask));
        return to;
    }
}
