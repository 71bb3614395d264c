package dev.linnet.cuda.ptx.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * The opcode forms of a family that the engine executes. Each is made when the first of its opcodes is looked for: making all of them
 * takes a new virtual machine longer than decoding a kernel.
 */
public final class Forms {
    private static final List<Forms> FAMILIES = new ArrayList<>();
    private static final Map<String, List<Forms>> BY_BASE = new HashMap<>();

    static {
        family("Integer sums, minima, signs", "abs add addc max min neg sad sub subc");
        family("Integer products and quotients", "div dp2a dp4a mad mad24 madc mul mul24 rem");
        family("Bits", "and cnot lop3 not or xor");
        family("Bits", "shf shl shr");
        family("Bits", "bfe bfi bfind bmsk brev clz fns popc prmt szext");
        family("Single precision", "abs add copysign div fma mad max min mul neg rcp sqrt sub testp");
        family("Single precision", "add fma mul sub");
        family("Double precision", "abs add copysign div fma mad max min mul neg rcp sqrt sub testp");
        family("Half precision and bfloat16", "abs add ex2 fma max min mul neg sub tanh");
        family("Comparing halves", "set setp");
        family("Approximations", "cos div ex2 lg2 rcp rsqrt sin sqrt tanh");
        family("Comparing and selecting", "selp set setp slct");
        family("Moving and addresses", "cvta isspacep mov");
        family("Conversions", "cvt");
        family("Loads", "ld ldu");
        family("Stores", "applypriority discard prefetch prefetchu st");
        family("Control flow", "bra brkpt brx call exit pmevent ret trap");
        family("Barriers and fences", "activemask bar barrier fence griddepcontrol membar nanosleep setmaxnreg");
        family("Within a warp", "elect match redux shfl vote");
        family("Atomics", "atom createpolicy red");
        family("Asynchronous copies", "cp");
        family("Asynchronous copies", "cp");
        family("Asynchronous barriers", "cp mbarrier");
        family("Parts of words", "vabsdiff2 vabsdiff4 vadd2 vadd4 vavrg2 vavrg4 vmax2 vmax4 vmin2 vmin4 vsub2 vsub4");
        family("Tensor cores", "mma wmma");
        family("Matrix fragments", "ldmatrix movmatrix stmatrix wmma");
    }

    /** The form of each opcode that has been looked for. */
    private static final Map<String, Form> FOUND = new ConcurrentHashMap<>();

    private final String family;
    private final Set<String> bases;
    private final List<Form> inOrder = new ArrayList<>();
    private final int number;
    /** While an opcode is looked for: it, and what it has before its first dot; null for all of them. */
    private String opcode;
    private String base;
    /** While forms are gone through: how many have been. */
    private int passed;

    private Forms(String family, Set<String> bases, int number) {
        this.family = family;
        this.bases = bases;
        this.number = number;
    }

    /** A family, with what its opcodes have before their first dot. */
    private static void family(String name, String bases) {
        Forms family = new Forms(name, Set.of(bases.split(" ")), FAMILIES.size());
        FAMILIES.add(family);
        family.bases.forEach(base -> BY_BASE.computeIfAbsent(base, _ -> new ArrayList<>()).add(family));
    }

    /** The family's form of an opcode; null where it has none. */
    private synchronized Form find(String wantedBase, String wanted) {
        base = wantedBase;
        opcode = wanted;
        passed = 0;
        register();
        for (Form form : inOrder) {
            if (form.matches(wantedBase, wanted)) {
                return form;
            }
        }
        return null;
    }

    private synchronized List<Form> every() {
        opcode = null;
        passed = 0;
        register();
        return List.copyOf(inOrder);
    }

    /** In the order of the families above. References to these methods would load all of their classes at once. */
    private void register() {
        switch (number) {
            case 0 -> IntegerArithmetic.register(this);
            case 1 -> IntegerMultiply.register(this);
            case 2 -> Logic.register(this);
            case 3 -> Shifts.register(this);
            case 4 -> Bits.register(this);
            case 5 -> FloatArithmetic.register(this);
            case 6 -> PairArithmetic.register(this);
            case 7 -> DoubleArithmetic.register(this);
            case 8 -> HalfArithmetic.register(this);
            case 9 -> HalfComparisons.register(this);
            case 10 -> Approximations.register(this);
            case 11 -> Comparisons.register(this);
            case 12 -> Moves.register(this);
            case 13 -> ConversionForms.register(this);
            case 14 -> Loads.register(this);
            case 15 -> Stores.register(this);
            case 16 -> ControlFlow.register(this);
            case 17 -> Synchronisation.register(this);
            case 18 -> WarpExchange.register(this);
            case 19 -> Atomics.register(this);
            case 20 -> AsyncCopies.register(this);
            case 21 -> BulkCopies.register(this);
            case 22 -> AsyncBarriers.register(this);
            case 23 -> VideoInstructions.register(this);
            case 24 -> MatrixMultiply.register(this);
            case 25 -> MatrixMemory.register(this);
            default -> throw new IllegalStateException(family);
        }
    }

    /** The forms of all families, in the guide's order. */
    public static List<Form> all() {
        return FAMILIES.stream().flatMap(f -> f.every().stream()).toList();
    }

    /**
     * Whether anybody wants to know more of the form that comes next. Families ask before they {@link #add} what executes it: each is
     * code of its own that a new virtual machine takes a third of a millisecond to make, and a kernel needs few of them.
     */
    boolean wants(String notation) {
        if (passed == inOrder.size()) {
            Form form = new Form(family, notation);
            if (!bases.containsAll(form.bases())) {
                throw new IllegalStateException(notation + " is not found: its family does not name " + form.bases());
            }
            inOrder.add(form);
        }
        Form form = inOrder.get(passed++);
        return !form.known() && (opcode == null || form.matches(base, opcode));
    }

    void add(Form.Decode decode) {
        add(Form.Flow.STRAIGHT, decode);
    }

    void add(Form.Flow flow, Form.Decode decode) {
        inOrder.get(passed - 1).is(flow, decode);
    }

    /** The form of an instruction; one that is not executed is rejected. */
    static Form of(Instruction i) {
        Form known = FOUND.get(i.opcode());
        if (known != null) {
            return known;
        }
        for (Forms family : BY_BASE.getOrDefault(i.base(), List.of())) {
            Form form = family.find(i.base(), i.opcode());
            if (form != null) {
                FOUND.put(i.opcode(), form);
                return form;
            }
        }
        throw i.reject(Refusals.why(i.opcode()));
    }
}
