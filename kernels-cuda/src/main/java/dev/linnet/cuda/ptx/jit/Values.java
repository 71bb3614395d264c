package dev.linnet.cuda.ptx.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

import dev.linnet.cuda.ptx.machine.CompiledKernel;
import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.parse.Operand;

/** A method's local variables for registers, and the byte code that pushes operands and takes results. */
final class Values {
    static final int VECTORS = Lanes.COUNT / Lanes.IL;

    final CodeBuilder c;
    final Flow flow;
    final Shapes shapes;
    final Numbers numbers;
    private final Map<Integer, int[]> locals = new HashMap<>();
    final int block;
    final int warp;
    final int r;
    final int q;
    final int p;
    final int u;
    final int ul;
    private int nans = -1;

    Values(CodeBuilder c, Flow flow, Shapes shapes, Numbers numbers) {
        this.c = c;
        this.flow = flow;
        this.shapes = shapes;
        this.numbers = numbers;
        block = c.parameterSlot(0);
        warp = c.allocateLocal(TypeKind.REFERENCE);
        r = c.allocateLocal(TypeKind.REFERENCE);
        q = c.allocateLocal(TypeKind.REFERENCE);
        p = c.allocateLocal(TypeKind.REFERENCE);
        u = c.allocateLocal(TypeKind.REFERENCE);
        ul = c.allocateLocal(TypeKind.REFERENCE);
    }

    /** While only some lanes run: their mask's local, and the registers that the others need. */
    record Masked(int mask, BitSet kept) {}

    /** Null while all lanes run. */
    Masked masked;

    private boolean keeps(Operand.Register d) {
        return masked != null && masked.kept.get(d.index());
    }

    /** Pushes the mask of a vector's lanes. */
    void mask(int k) {
        c.iload(masked.mask);
        if (k > 0) {
            c.loadConstant(k * Lanes.IL).iushr();
        }
    }

    private int[] slots(int register) {
        int[] known = locals.get(register);
        if (known != null) {
            return known;
        }
        int n = numbers.predicate(register) || shapes.of(register).single() ? 1 : VECTORS;
        TypeKind kind = numbers.predicate(register)
                ? TypeKind.INT
                : !shapes.of(register).scalar()
                        ? TypeKind.REFERENCE
                        : numbers.wide(register) ? TypeKind.LONG : TypeKind.INT;
        int[] made = new int[n];
        for (int k = 0; k < n; k++) {
            made[k] = c.allocateLocal(kind);
        }
        locals.put(register, made);
        return made;
    }

    private int slot(int register, int vector) {
        int[] all = slots(register);
        return all[all.length == 1 ? 0 : vector];
    }

    private int place(int register) {
        return flow.code.places().get(register);
    }

    /** From where it lies between regions. */
    void load(int register) {
        if (numbers.resident(register)) {
            return;
        }
        if (numbers.predicate(register)) {
            c.aload(p).loadConstant(place(register)).iaload().istore(slot(register, 0));
            return;
        }
        Shape s = shapes.of(register);
        for (int k = 0; k < slots(register).length; k++) {
            if (s.scalar()) {
                CompiledKernel.Scalar at = numbers.scalar(register);
                if (at.wide()) {
                    c.aload(ul).loadConstant(at.slot() + k).laload().lstore(slot(register, k));
                } else {
                    c.aload(u).loadConstant(at.slot() + k).iaload().istore(slot(register, k));
                }
            } else {
                reload(register, k);
            }
        }
    }

    /** The local with the NaN that arithmetic makes in all lanes. */
    private int nans() {
        if (nans < 0) {
            nans = c.allocateLocal(TypeKind.REFERENCE);
        }
        return nans;
    }

    /** What the rest of the method takes for granted, before any warp. */
    void prepare() {
        if (nans >= 0) {
            spread(Lanes.NAN);
            c.astore(nans);
        }
    }

    private void reload(int register, int k) {
        Emit.intSpecies(c);
        c.aload(r).loadConstant(place(register) + k * Lanes.IL);
        Emit.load(c);
        if (numbers.floating(register)) {
            Emit.toFloats(c);
        }
        c.astore(slot(register, k));
    }

    /** To where it lies between regions, with any NaN where arithmetic is all that comes of it. */
    void save(int register) {
        if (numbers.resident(register)) {
            return;
        }
        Shape s = shapes.of(register);
        if (numbers.predicate(register)) {
            show(register);
            return;
        }
        if (!s.scalar()) {
            for (int k = 0; k < VECTORS; k++) {
                c.aload(slot(register, k));
                if (numbers.floating(register)) {
                    Emit.toInts(c);
                }
                c.aload(r).loadConstant(place(register) + k * Lanes.IL);
                Emit.store(c);
            }
            return;
        }
        CompiledKernel.Scalar at = numbers.scalar(register);
        for (int k = 0; k < slots(register).length; k++) {
            if (at.wide()) {
                c.aload(ul).loadConstant(at.slot() + k).lload(slot(register, k)).lastore();
            } else {
                c.aload(u).loadConstant(at.slot() + k).iload(slot(register, k)).iastore();
            }
        }
    }

    /** To where the interpreter looks for it. */
    void show(int register) {
        if (numbers.resident(register)) {
            return;
        }
        if (numbers.predicate(register)) {
            c.aload(p).loadConstant(place(register)).iload(slot(register, 0)).iastore();
            return;
        }
        Shape s = shapes.of(register);
        for (int k = 0; k < VECTORS; k++) {
            int at = place(register) + k * Lanes.IL;
            if (!s.scalar()) {
                ints(register, k);
                c.aload(r).loadConstant(at);
                Emit.store(c);
            } else if (numbers.wide(register)) {
                c.aload(q).loadConstant(at);
                wideNumber(register, k);
                c.loadConstant(s.stride());
                Emit.call(c, "fill", java.lang.constant.ConstantDescs.CD_void, Emit.LONGS,
                        java.lang.constant.ConstantDescs.CD_int, java.lang.constant.ConstantDescs.CD_long,
                        java.lang.constant.ConstantDescs.CD_long);
            } else {
                c.aload(r).loadConstant(at);
                number(register, k);
                c.loadConstant((int) s.stride());
                Emit.call(c, "fill", java.lang.constant.ConstantDescs.CD_void, Emit.INTS,
                        java.lang.constant.ConstantDescs.CD_int, java.lang.constant.ConstantDescs.CD_int,
                        java.lang.constant.ConstantDescs.CD_int);
            }
        }
    }

    /** Gives it any value, for lanes that do not look at it. */
    void clear(int register) {
        if (numbers.resident(register)) {
            return;
        }
        for (int slot : slots(register)) {
            if (numbers.predicate(register)) {
                c.iconst_0().istore(slot);
            } else if (!shapes.of(register).scalar()) {
                if (numbers.floating(register)) {
                    spread(0);
                } else {
                    Emit.intSpecies(c);
                    c.iconst_0();
                    Emit.broadcast(c);
                }
                c.astore(slot);
            } else if (numbers.wide(register)) {
                c.lconst_0().lstore(slot);
            } else {
                c.iconst_0().istore(slot);
            }
        }
    }

    /** Gives one register of 32 bits what another one or a constant is, which arithmetic reads next. */
    void copy(Operand from, Operand.Register to) {
        if (from.equals(to)) {
            return;
        }
        boolean scalar = shapes.of(to).scalar();
        for (int k = 0; k < (scalar && shapes.of(to).single() ? 1 : VECTORS); k++) {
            if (scalar) {
                number(from, k);
                setNumber(to, k, 0);
            } else if (numbers.floating(to.index())) {
                floats(from, k, !numbers.lazy(to.index()));
                setFloats(to, k, true);
            } else {
                ints(from, k);
                setInts(to, k);
            }
        }
    }

    /** Takes what the interpreter's op has left. */
    void take(int register) {
        if (numbers.resident(register)) {
            return;
        }
        if (numbers.predicate(register)) {
            load(register);
        } else if (shapes.of(register).scalar()) {
            throw new Declined("a value that should follow a rule comes from an op");
        } else {
            for (int k = 0; k < VECTORS; k++) {
                reload(register, k);
            }
        }
    }

    void spill(BitSet which) {
        for (int r = which.nextSetBit(0); r >= 0; r = which.nextSetBit(r + 1)) {
            save(r);
        }
    }

    private void number(int register, int k) {
        c.iload(slot(register, k));
        int more = (int) shapes.of(register).first(k);
        if (more != 0) {
            c.loadConstant(more).iadd();
        }
    }

    private void wideNumber(int register, int k) {
        c.lload(slot(register, k));
        long more = shapes.of(register).first(k);
        if (more != 0) {
            c.loadConstant(more).ladd();
        }
    }

    /** Pushes the first lane's 32-bit number of a scalar operand. */
    void number(Operand o, int k) {
        switch (o) {
            case Operand.Register reg -> number(reg.index(), k);
            case Operand.Special s -> special(s.name(), k);
            default -> c.loadConstant((int) (long) shapes.operand(o).value());
        }
    }

    /** Pushes the first lane's 64-bit number of a scalar operand. */
    void wideNumber(Operand o, int k) {
        switch (o) {
            case Operand.Register reg -> wideNumber(reg.index(), k);
            default -> c.loadConstant((long) shapes.operand(o).value());
        }
    }

    private void special(String name, int k) {
        var anInt = java.lang.constant.ConstantDescs.CD_int;
        switch (name) {
            case "%tid.x", "%tid.y", "%tid.z" -> {
                if (shapes.operand(new Operand.Special(name)).value() != null) {
                    c.iconst_0();
                    return;
                }
                if (shapes.line()) {
                    thread(k);
                    return;
                }
                c.loadConstant(name.charAt(5) - 'x');
                thread(k);
                c.loadConstant(shapes.blockX()).loadConstant(shapes.blockY());
                Emit.call(c, "coordinate", anInt, anInt, anInt, anInt, anInt);
            }
            case "%laneid" -> c.loadConstant(k * Lanes.IL);
            case "%ctaid.x", "%ctaid.y", "%ctaid.z" -> {
                c.aload(block);
                Emit.blockField(c, name.substring(7), anInt);
            }
            case "%nctaid.x", "%nctaid.y", "%nctaid.z" -> {
                c.aload(block);
                Emit.grid(c, "grid" + Character.toUpperCase(name.charAt(8)), anInt);
            }
            case "%warpid" -> c.aload(warp).getfield(Emit.WARP, "index", anInt);
            default -> c.loadConstant((int) (long) shapes.operand(new Operand.Special(name)).value());
        }
    }

    private void thread(int k) {
        c.aload(warp)
                .getfield(Emit.WARP, "index", java.lang.constant.ConstantDescs.CD_int)
                .loadConstant(Lanes.COUNT)
                .imul()
                .loadConstant(k * Lanes.IL)
                .iadd();
    }

    /** Pushes a vector of bits of any 32-bit operand. */
    void ints(Operand o, int k) {
        if (o instanceof Operand.Register reg && shapes.of(reg).vector()) {
            ints(reg.index(), k);
            return;
        }
        spread(o, k);
    }

    private void ints(int register, int k) {
        c.aload(slot(register, k));
        if (numbers.lazy(register)) {
            Emit.canonical(c, nans());
        }
        if (numbers.floating(register)) {
            Emit.toInts(c);
        }
    }

    /** Pushes a vector of floats of any 32-bit operand; {@code exact} where its NaNs must be what the interpreter has. */
    void floats(Operand o, int k, boolean exact) {
        if (o instanceof Operand.Register reg && shapes.of(reg).vector()) {
            c.aload(slot(reg.index(), k));
            if (!numbers.floating(reg.index())) {
                Emit.toFloats(c);
            } else if (exact && numbers.lazy(reg.index())) {
                Emit.canonical(c, nans());
            }
            return;
        }
        if (o instanceof Operand.Float64 d) {
            spread(Float.floatToRawIntBits((float) Double.longBitsToDouble(d.bits())));
        } else if (shapes.operand(o).isUniform()) {
            Emit.floatSpecies(c);
            number(o, k);
            Emit.broadcastFloat(c);
        } else {
            spread(o, k);
            Emit.toFloats(c);
        }
    }

    /** Pushes a float's bits in all lanes. */
    private void spread(int bits) {
        Emit.floatSpecies(c);
        c.loadConstant(bits);
        Emit.broadcastFloat(c);
    }

    private void spread(Operand o, int k) {
        Emit.intSpecies(c);
        number(o, k);
        Emit.broadcast(c);
        int stride = (int) shapes.operand(o).stride();
        if (stride != 0) {
            Emit.addIndex(c, stride);
        }
    }

    /** Takes an int from the stack that belongs to all lanes, or grows by {@code stride}. */
    void setNumber(Operand.Register d, int k, int stride) {
        if (numbers.predicate(d.index()) || shapes.of(d).scalar()) {
            c.istore(slot(d.index(), k));
            return;
        }
        int number = c.allocateLocal(TypeKind.INT);
        c.istore(number);
        if (stride == 0 && numbers.floating(d.index())) {
            Emit.floatSpecies(c);
            c.iload(number);
            Emit.broadcastFloat(c);
            put(d, k);
            return;
        }
        Emit.intSpecies(c);
        c.iload(number);
        Emit.broadcast(c);
        if (stride != 0) {
            Emit.addIndex(c, stride);
        }
        setInts(d, k);
    }

    void setWide(Operand.Register d, int k) {
        c.lstore(slot(d.index(), k));
    }

    /** Takes a vector of bits from the stack. */
    void setInts(Operand.Register d, int k) {
        if (numbers.floating(d.index())) {
            Emit.toFloats(c);
        }
        put(d, k);
    }

    /** Takes a vector from among what the block has gathered, {@code floats} where it has as floats. */
    void gathered(Operand.Register d, int k, int at, boolean floats) {
        if (floats) {
            Emit.floatSpecies(c);
        } else {
            Emit.intSpecies(c);
        }
        c.aload(block);
        Emit.blockField(c, floats ? "gatheredFloats" : "gathered", floats ? Emit.FLOATS : Emit.INTS);
        c.loadConstant(at);
        if (floats) {
            Emit.loadFloats(c);
            put(d, k);
        } else {
            Emit.load(c);
            setInts(d, k);
        }
    }

    /** Whether an operand is a register whose vectors are of floats. */
    boolean floating(Operand o) {
        return o instanceof Operand.Register reg && numbers.floating(reg.index());
    }

    private void put(Operand.Register d, int k) {
        if (keeps(d)) {
            c.aload(slot(d.index(), k));
            mask(k);
            Emit.select(c, numbers.floating(d.index()));
        }
        c.astore(slot(d.index(), k));
    }

    /** Takes a vector of floats from the stack, which come from arithmetic unless {@code exact}. */
    void setFloats(Operand.Register d, int k, boolean exact) {
        if (!numbers.lazy(d.index()) && !exact) {
            Emit.canonical(c, nans());
        }
        if (!numbers.floating(d.index())) {
            Emit.toInts(c);
        }
        put(d, k);
    }

    /** Pushes a predicate's lanes. */
    void lanes(Operand o) {
        switch (o) {
            case Operand.Register reg -> {
                c.iload(slot(reg.index(), 0));
                if (reg.negated()) {
                    c.iconst_m1().ixor();
                }
            }
            case Operand.Int n -> c.loadConstant(n.value() != 0 ? -1 : 0);
            default -> throw new Declined("a predicate is no register");
        }
    }

    /** Takes a predicate's lanes from the stack. */
    void setLanes(Operand.Register d) {
        if (keeps(d)) {
            c.iload(masked.mask).iand().iload(slot(d.index(), 0)).iload(masked.mask).iconst_m1().ixor().iand().ior();
        }
        c.istore(slot(d.index(), 0));
    }
}
