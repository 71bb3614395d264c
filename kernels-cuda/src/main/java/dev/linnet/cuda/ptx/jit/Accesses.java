package dev.linnet.cuda.ptx.jit;

import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/**
 * Byte code for loads and stores of words whose addresses follow a rule. Accesses of one block of instructions by the same register are
 * checked together, at the first of them; where the check fails the interpreter takes over there, and says which of them is wrong.
 */
final class Accesses {
    /** Accesses that are checked together. */
    static final class Group {
        long least = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        boolean writes;
        boolean checked;
        int unit;
        int[] places;
        Window window;
    }

    /** One access. */
    record Found(Group group, Operand.Memory memory, Shape address, List<Operand> items, boolean shared,
            boolean write) {}

    /**
     * The buffer that an access found last.
     *
     * @param low     the local with its first address
     * @param host    the local with its first address on the host
     * @param room    the local that says at how many of its bytes the access may begin
     * @param pointer the offset of the parameter that the access's address comes from, or -1
     */
    private record Window(Group group, int low, int host, int room, int access, int pointer) {}

    /** All bits that a host's address and a buffer's size may have, for the virtual machine's compiler to know. */
    private static final long ADDRESS = (1L << 62) - 1;
    private static final long ROOM = (1L << 56) - 1;

    private final Values v;
    private final CodeBuilder c;
    private final Map<Integer, Found> found = new HashMap<>();
    private final List<Window> windows = new ArrayList<>();
    private final Map<Integer, Integer> pointers;
    private final Numbering numbering;
    private final ReadAhead readAhead;
    private final int shared;
    private final int sharedBytes;
    /** In a loop that a compiler had unrolled: the local with the round's number, and how many bytes addresses grow by from round to round. */
    int round;
    long step;

    /** What has numbers within the kernel. */
    interface Numbering {
        /** Another access to global memory. */
        int access();

        /** The number of an array of places. */
        int map(int[] places);
    }

    /** With the offset of a parameter for each register into which no other address goes. */
    Accesses(Values v, Numbering numbering, Map<Integer, Integer> pointers, ReadAhead readAhead) {
        this.v = v;
        this.readAhead = readAhead;
        this.pointers = pointers;
        this.c = v.c;
        this.numbering = numbering;
        shared = c.allocateLocal(TypeKind.REFERENCE);
        sharedBytes = c.allocateLocal(TypeKind.INT);
        c.aload(v.block);
        Emit.blockField(c, "shared", Emit.INTS);
        c.astore(shared);
        c.aload(v.block);
        Emit.blockField(c, "sharedBytes", CD_int);
        c.istore(sharedBytes);
    }

    /** Finds the accesses of a block that can be written down here. */
    void plan(int from, int to) {
        Map<String, Group> groups = new HashMap<>();
        Map<Integer, Integer> versions = new HashMap<>();
        for (int k = from; k < to; k++) {
            Found f = find(v.flow, v.shapes, k);
            if (f != null) {
                int size = 4 * f.items.size();
                long off = f.memory.offset();
                String base = f.memory.base() instanceof Operand.Register r
                        ? r.index() + "." + versions.getOrDefault(r.index(), 0)
                        : String.valueOf(f.address.value());
                String key = (f.shared ? "s" : "g") + base + "/" + size + "/" + Math.floorMod(off, (long) size);
                Group g = groups.get(key);
                if (g == null) {
                    g = new Group();
                    groups.put(key, g);
                }
                g.unit = size;
                g.least = Math.min(g.least, off);
                g.end = Math.max(g.end, off + size + f.address.reach());
                g.writes |= f.write;
                found.put(k, new Found(g, f.memory, f.address, f.items, f.shared, f.write));
            }
            for (Operand.Register d : v.flow.effects[k].defs()) {
                versions.put(d.index(), versions.getOrDefault(d.index(), 0) + 1);
            }
        }
    }

    /** An access that is written down here; null for others. */
    static Found find(Flow flow, Shapes shapes, int k) {
        Instruction i = flow.body.get(k);
        boolean write = i.base().equals("st");
        if ((!write && !i.base().equals("ld")) || i.guard() != null || !Shapes.bits32(i.type())
                || i.has(".volatile") || i.has(".relaxed") || i.has(".acquire") || i.has(".release")
                || i.has(".mmio")) {
            return null;
        }
        boolean inShared = i.has(".shared") || i.has(".shared::cta");
        if (!inShared && !i.has(".global")) {
            return null;
        }
        Operand values = i.operands().get(write ? 1 : 0);
        if (!(i.operands().get(write ? 0 : 1) instanceof Operand.Memory m)) {
            return null;
        }
        List<Operand> items = values instanceof Operand.Tuple t ? t.items() : List.of(values);
        for (Operand o : items) {
            boolean word = o instanceof Operand.Register r && r.type() == RegisterType.BITS32;
            if (!word && !(write && (o instanceof Operand.Int || o instanceof Operand.Float32))) {
                return null;
            }
        }
        Shape a = shapes.operand(m.base());
        boolean wide = !(m.base() instanceof Operand.Register r) || r.type() == RegisterType.BITS64;
        if (!a.scalar() || (inShared && m.base() instanceof Operand.Register && wide) || (!inShared && !wide)
                || Math.abs(m.offset()) > 1 << 28) {
            return null;
        }
        boolean inRow = a.stride() == 4 && items.size() == 1;
        boolean gathered = !write && inShared && a.stride() > 0 && a.stride() % (4L * items.size()) == 0
                && a.stride() < 1 << 20;
        if (!inRow && !gathered && (write || !a.flat())) {
            return null;
        }
        return new Found(null, m, a, items, inShared, write);
    }

    /** Writes an access; false where only the interpreter's op does it. */
    boolean write(int k, Supplier<Label> bail) {
        Found f = found.get(k);
        if (f == null) {
            return false;
        }
        ready(k, bail);
        for (int n = 0; n < Values.VECTORS; n++) {
            if (f.write) {
                store(f, n);
            } else if (f.address.flat()) {
                flat(f, n);
            } else if (f.address.stride() == 4 && f.items.size() == 1) {
                row(f, n);
            } else {
                gather(f, n);
            }
        }
        return true;
    }

    /** Checks an access and those that are checked with it, unless they have been. */
    void ready(int k, Supplier<Label> bail) {
        Found f = found.get(k);
        if (f != null && !f.group.checked) {
            f.group.checked = true;
            check(f, bail);
        }
    }

    private void store(Found f, int n) {
        boolean floats = !f.shared && v.masked == null && v.floating(f.items.getFirst());
        if (floats) {
            v.floats(f.items.getFirst(), n, true);
        } else {
            v.ints(f.items.getFirst(), n);
        }
        if (f.shared) {
            c.aload(shared);
        } else if (v.masked == null) {
            Emit.memory(c);
        }
        index(f, n, 0);
        if (v.masked == null && f.shared) {
            Emit.store(c);
        } else if (v.masked == null) {
            Emit.storeWords(c, floats);
        } else if (f.shared) {
            v.mask(n);
            Emit.call(c, "store", ConstantDescs.CD_void, Emit.INT_VECTOR, Emit.INTS, CD_int, CD_int);
        } else {
            v.mask(n);
            Emit.call(c, "store", ConstantDescs.CD_void, Emit.INT_VECTOR, CD_long, CD_int);
        }
    }

    private void flat(Found f, int n) {
        for (int e = 0; e < f.items.size(); e++) {
            Operand.Register d = (Operand.Register) f.items.get(e);
            if (n > 0 && v.shapes.of(d).isUniform()) {
                continue;
            }
            if (f.shared) {
                c.aload(shared);
                index(f, n, e);
                c.iaload();
            } else {
                index(f, n, e);
                Emit.call(c, "word", CD_int, CD_long);
            }
            v.setNumber(d, n, 0);
        }
    }

    private void row(Found f, int n) {
        Operand.Register d = (Operand.Register) f.items.getFirst();
        if (!f.shared && f.address.single() && n == 0) {
            readAhead.load(f.group.places[0], f.group.window.host, f.group.window.room, () -> index(f, 0, 0));
        }
        if (!f.shared && v.floating(d)) {
            Emit.floatSpecies(c);
            Emit.memory(c);
            index(f, n, 0);
            Emit.loadWords(c, true);
            v.setFloats(d, n, true);
            return;
        }
        if (f.shared) {
            Emit.intSpecies(c);
            c.aload(shared);
            index(f, n, 0);
            Emit.load(c);
        } else {
            Emit.intSpecies(c);
            Emit.memory(c);
            index(f, n, 0);
            Emit.loadWords(c, false);
        }
        v.setInts(d, n);
    }

    private void gather(Found f, int n) {
        int[] distances = new int[Lanes.IL];
        for (int j = 0; j < distances.length; j++) {
            distances[j] = j * (int) f.address.stride() / 4;
        }
        int map = numbering.map(distances);
        boolean floats = true;
        for (Operand o : f.items) {
            floats &= v.floating(o);
        }
        c.aload(shared);
        index(f, n, 0);
        Emit.map(c, map);
        c.loadConstant(f.items.size());
        c.aload(v.block);
        Emit.blockField(c, floats ? "gatheredFloats" : "gathered", floats ? Emit.FLOATS : Emit.INTS);
        c.loadConstant(n * Lanes.IL);
        if (floats) {
            Emit.gatherFloats(c);
        } else {
            Emit.gather(c);
        }
        for (int e = 0; e < f.items.size(); e++) {
            v.gathered((Operand.Register) f.items.get(e), n, n * Lanes.IL + e * Lanes.COUNT, floats);
        }
    }

    /** Pushes where the access begins: a word of shared memory, or a host address. */
    private void index(Found f, int n, int element) {
        long distance = f.memory.offset() - f.group.least + 4L * element + f.address.first(n);
        int place = f.group.places[f.group.places.length == 1 ? 0 : n];
        if (f.shared) {
            c.iload(place).loadConstant((int) (distance / 4)).iadd();
            if (step != 0) {
                c.iload(round).loadConstant((int) (step / 4)).imul().iadd();
            }
        } else {
            c.lload(place).loadConstant(distance).ladd();
            if (step != 0) {
                c.iload(round).i2l().loadConstant(step).lmul().ladd();
            }
        }
    }

    private void check(Found f, Supplier<Label> bail) {
        Group g = f.group;
        int count = f.address.single() ? 1 : Values.VECTORS;
        g.places = new int[count];
        g.window = f.shared ? null : window(f);
        for (int n = 0; n < count; n++) {
            g.places[n] = c.allocateLocal(f.shared ? TypeKind.INT : TypeKind.LONG);
            if (f.shared) {
                checkShared(f, g, n, bail);
            } else {
                checkGlobal(f, g, n, bail);
            }
        }
    }

    private void checkShared(Found f, Group g, int n, Supplier<Label> bail) {
        v.number(f.memory.base(), n);
        c.loadConstant((int) g.least).iadd().dup().istore(g.places[n]);
        c.iflt(bail.get());
        c.iload(g.places[n]).iload(sharedBytes).loadConstant((int) (g.end - g.least)).isub().if_icmpgt(bail.get());
        c.iload(g.places[n]).loadConstant(g.unit - 1).iand().ifne(bail.get());
        c.iload(g.places[n]).iconst_2().ishr().istore(g.places[n]);
    }

    private Window window(Found f) {
        int pointer = f.memory.base() instanceof Operand.Register r ? pointers.getOrDefault(r.index(), -1) : -1;
        var w = new Window(f.group, c.allocateLocal(TypeKind.LONG), c.allocateLocal(TypeKind.LONG),
                c.allocateLocal(TypeKind.LONG), numbering.access(), pointer);
        windows.add(w);
        return w;
    }

    /** Loads what is known of buffers, before any access. */
    void loadWindows() {
        for (Window w : windows) {
            if (w.pointer >= 0) {
                c.aload(v.block).loadConstant(w.access).loadConstant(w.pointer).loadConstant(w.group.writes ? 1 : 0);
                Emit.expect(c);
            }
            loadWindow(w);
        }
    }

    private void loadWindow(Window w) {
        Group g = w.group;
        load("lows", w.access).lstore(w.low);
        load("hosts", w.access).lstore(w.host);
        load("sizes", w.access).loadConstant(1 - (g.end - g.least)).ladd().lconst_0();
        c.invokestatic(Emit.of(Math.class), "max", Emit.type(CD_long, CD_long, CD_long));
        c.lstore(w.room);
    }

    private CodeBuilder load(String field, int access) {
        c.aload(v.block);
        Emit.blockField(c, field, Emit.LONGS);
        return c.loadConstant(access).laload();
    }

    private void checkGlobal(Found f, Group g, int n, Supplier<Label> bail) {
        Window w = g.window;
        Label look = c.newLabel();
        Label good = c.newLabel();
        place(f, n, w, look);
        c.goto_(good).labelBinding(look);
        c.aload(v.block).loadConstant(w.access);
        least(f, n);
        c.loadConstant(g.writes ? 1 : 0);
        Emit.find(c);
        c.ifeq(bail.get());
        loadWindow(w);
        place(f, n, w, bail.get());
        c.labelBinding(good);
    }

    /** Pushes the first address of all that is checked together. */
    private void least(Found f, int n) {
        v.wideNumber(f.memory.base(), n);
        c.loadConstant(f.group.least).ladd();
    }

    /**
     * Finds the host's address. Jumps where an access does not lie in the buffer, or not on a boundary of its own size: where a buffer begins
     * is one. What has been checked already is checked again in the virtual machine's terms, so that its compiler knows how large the number
     * is and leaves out that the address lies in memory.
     */
    private void place(Found f, int n, Window w, Label otherwise) {
        int place = f.group.places[n];
        least(f, n);
        c.lload(w.low).lsub().dup2().lstore(place).lload(w.room).loadConstant(ROOM).land();
        c.invokestatic(CD_Long, "compareUnsigned", Emit.type(CD_int, CD_long, CD_long)).ifge(otherwise);
        c.lload(place).loadConstant(f.group.unit - 1L).land().lconst_0().lcmp().ifne(otherwise);
        c.lload(place).lload(w.room).loadConstant(ROOM).land();
        c.invokestatic(Emit.of(Objects.class), "checkIndex", Emit.type(CD_long, CD_long, CD_long));
        c.lload(w.host).loadConstant(ADDRESS).land().ladd().lstore(place);
    }
}
