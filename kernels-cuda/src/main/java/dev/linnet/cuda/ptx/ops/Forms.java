package dev.linnet.cuda.ptx.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.linnet.cuda.ptx.parse.Instruction;

/** Every opcode form that the engine executes. */
public final class Forms {
    private static final Forms ALL = new Forms();

    private final Map<String, List<Form>> byBase = new HashMap<>();
    private final List<Form> inOrder = new ArrayList<>();
    private final Map<String, String> refused = new HashMap<>();

    private Forms() {
        IntegerArithmetic.register(this);
        IntegerMultiply.register(this);
        Bits.register(this);
        FloatArithmetic.register(this);
        DoubleArithmetic.register(this);
        HalfArithmetic.register(this);
        HalfComparisons.register(this);
        Approximations.register(this);
        Comparisons.register(this);
        Moves.register(this);
        Conversions.register(this);
        Loads.register(this);
        Stores.register(this);
        ControlFlow.register(this);
        Synchronisation.register(this);
        WarpExchange.register(this);
        Atomics.register(this);
        AsyncCopies.register(this);
        MatrixMultiply.register(this);
        MatrixMemory.register(this);
        for (String base : List.of("tex", "tld4", "txq", "suld", "sust", "sured", "suq")) {
            refused.put(base, "textures and surfaces are not executed by the CPU engine");
        }
        for (String base : List.of("wgmma", "tcgen05", "tensormap", "mapa", "getctarank", "clusterlaunchcontrol",
                "mbarrier",
                "griddepcontrol", "setmaxnreg", "multimem", "createpolicy")) {
            refused.put(base,
                    "asynchronous barriers, clusters and Hopper's and Blackwell's matrix units are not executed by the CPU engine");
        }
    }

    /** The forms, in the guide's order. */
    public static List<Form> all() {
        return List.copyOf(ALL.inOrder);
    }

    void add(String notation, Form.Decode decode) {
        add(notation, Form.Flow.STRAIGHT, decode);
    }

    void add(String notation, Form.Flow flow, Form.Decode decode) {
        Form form = new Form(notation, flow, decode);
        inOrder.add(form);
        Set<String> bases = new LinkedHashSet<>();
        form.opcodes().forEach(opcode -> bases.add(opcode.split("\\.", -1)[0]));
        bases.forEach(base -> byBase.computeIfAbsent(base, _ -> new ArrayList<>()).add(form));
    }

    /** The form of an instruction; one that is not executed is rejected. */
    static Form of(Instruction i) {
        for (Form form : ALL.byBase.getOrDefault(i.base(), List.of())) {
            if (form.matches(i.opcode())) {
                return form;
            }
        }
        String why = ALL.refused.get(i.base());
        throw i.reject(why != null ? why : "the CPU engine does not execute " + i.opcode());
    }
}
