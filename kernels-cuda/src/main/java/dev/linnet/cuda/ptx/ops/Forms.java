package dev.linnet.cuda.ptx.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import dev.linnet.cuda.ptx.parse.Instruction;

/** Every opcode form that the engine executes. */
public final class Forms {
    private static final Forms ALL = new Forms();

    private final Map<String, List<Form>> byBase = new HashMap<>();
    private final List<Form> inOrder = new ArrayList<>();
    private String family = "";

    private Forms() {
        family("Integer sums, minima, signs", IntegerArithmetic::register);
        family("Integer products and quotients", IntegerMultiply::register);
        family("Bits", Logic::register);
        family("Bits", Shifts::register);
        family("Bits", Bits::register);
        family("Single precision", FloatArithmetic::register);
        family("Single precision", PairArithmetic::register);
        family("Double precision", DoubleArithmetic::register);
        family("Half precision and bfloat16", HalfArithmetic::register);
        family("Comparing halves", HalfComparisons::register);
        family("Approximations", Approximations::register);
        family("Comparing and selecting", Comparisons::register);
        family("Moving and addresses", Moves::register);
        family("Conversions", Conversions::register);
        family("Loads", Loads::register);
        family("Stores", Stores::register);
        family("Control flow", ControlFlow::register);
        family("Barriers and fences", Synchronisation::register);
        family("Within a warp", WarpExchange::register);
        family("Atomics", Atomics::register);
        family("Asynchronous copies", AsyncCopies::register);
        family("Asynchronous copies", BulkCopies::register);
        family("Asynchronous barriers", AsyncBarriers::register);
        family("Parts of words", VideoInstructions::register);
        family("Tensor cores", MatrixMultiply::register);
        family("Matrix fragments", MatrixMemory::register);
    }

    private void family(String name, Consumer<Forms> register) {
        family = name;
        register.accept(this);
    }

    /** The forms, in the guide's order. */
    public static List<Form> all() {
        return List.copyOf(ALL.inOrder);
    }

    void add(String notation, Form.Decode decode) {
        add(notation, Form.Flow.STRAIGHT, decode);
    }

    void add(String notation, Form.Flow flow, Form.Decode decode) {
        Form form = new Form(family, notation, flow, decode);
        inOrder.add(form);
        Set<String> bases = new LinkedHashSet<>();
        form.bases().forEach(bases::add);
        bases.forEach(base -> byBase.computeIfAbsent(base, _ -> new ArrayList<>()).add(form));
    }

    /** The form of an instruction; one that is not executed is rejected. */
    static Form of(Instruction i) {
        for (Form form : ALL.byBase.getOrDefault(i.base(), List.of())) {
            if (form.matches(i.opcode())) {
                return form;
            }
        }
        throw i.reject(Refusals.why(i.opcode()));
    }
}
