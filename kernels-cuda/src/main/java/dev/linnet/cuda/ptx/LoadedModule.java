package dev.linnet.cuda.ptx;

import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.linnet.cuda.ptx.memory.AddressSpace;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceMemory;
import dev.linnet.cuda.ptx.ops.Instrument;
import dev.linnet.cuda.ptx.parse.Function;
import dev.linnet.cuda.ptx.parse.PtxException;
import dev.linnet.cuda.ptx.parse.Space;
import dev.linnet.cuda.ptx.parse.Variable;

/** A module whose variables have their place in device memory. Kernels are decoded when they are first launched. */
public final class LoadedModule {
    private final PtxModule module;
    private final DeviceMemory memory;
    private final Map<Variable, Long> globals = new HashMap<>();
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private final Map<String, Integer> functionNumbers = new HashMap<>();
    private final Map<String, Program> programs;

    LoadedModule(PtxModule module, DeviceMemory memory) {
        this.module = module;
        this.memory = memory;
        this.programs = module.programs() == null ? new HashMap<>() : module.programs();
        for (Function f : module.program().functions().values()) {
            if (f.body() != null) {
                functionNumbers.put(f.name(), functionNumbers.size());
            }
        }
        for (Variable v : module.variables()) {
            if (v.space() == Space.GLOBAL || v.space() == Space.CONST) {
                int element = Math.max(1, v.elementBytes());
                Buffer b = v.space() == Space.CONST
                        ? memory.allocateConstant(v.name(), element, v.bytes() / element)
                        : memory.allocate(v.name(), element, v.bytes() / element);
                globals.put(v, b.address());
                buffers.put(v.name(), b);
            }
        }
        reset();
    }

    /** Gives every global and constant variable its initial value again. */
    public void reset() {
        for (Variable v : module.variables()) {
            Buffer b = buffers.get(v.name());
            if (b != null && v.bytes() > 0) {
                b.segment().fill((byte) 0);
                int at = 0;
                for (Variable.Initial value : v.initial()) {
                    write(b, at, v.elementBytes(), bits(value));
                    at += v.elementBytes();
                }
            }
        }
    }

    private static void write(Buffer b, long at, int bytes, long bits) {
        for (int k = 0; k < bytes; k++) {
            b.segment().set(ValueLayout.JAVA_BYTE, at + k, (byte) (k < 8 ? bits >>> (8 * k) : 0));
        }
    }

    private long bits(Variable.Initial value) {
        if (value.symbol() == null) {
            return value.bits();
        }
        long address;
        Buffer b = buffers.get(value.symbol());
        if (b != null) {
            address = b.address();
        } else if (functionNumbers.containsKey(value.symbol())) {
            address = AddressSpace.FUNCTION + 16L * (functionNumbers.get(value.symbol()) + 1);
        } else {
            throw new PtxException("an initialiser names " + value.symbol() + ", which has no address", 0);
        }
        long bits = address + value.bits();
        return value.mask() == -1 ? bits : (bits & value.mask()) >>> value.shift();
    }

    public PtxModule module() {
        return module;
    }

    /**
     * A global or constant variable, to be read and written from outside.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public Buffer variable(String name) {
        Buffer b = buffers.get(name);
        if (b == null) {
            throw new IllegalArgumentException(
                    "no global or constant variable " + name + "; there are " + buffers.keySet());
        }
        return b;
    }

    /** Frees the module's variables. */
    public void close() {
        buffers.values().forEach(memory::free);
        buffers.clear();
    }

    /**
     * Decodes a kernel, which otherwise happens at its first launch.
     *
     * @throws PtxException when it has an instruction that the engine does not execute
     */
    public void prepare(String kernel) {
        program(kernel, Instrument.NONE);
    }

    /** Bytes of shared memory that the kernel declares itself. */
    public int staticSharedBytes(String kernel) {
        return program(kernel, Instrument.NONE).staticShared();
    }

    /** Why the interpreter runs all of a kernel in blocks of a shape; empty where it becomes byte code. */
    public String interpretedBecause(String kernel, Dim3 block) {
        Program.Compiled compiled = program(kernel, Instrument.NONE).compiled(block);
        return compiled.result().kernel() != null ? "" : compiled.result().why();
    }

    /** A decoded kernel; shared with the other loaded modules of the same PTX where that has no variables of its own. */
    Program program(String kernel, Instrument instrument) {
        module.entry(kernel);
        synchronized (programs) {
            String key = kernel + " " + instrument;
            Program p = programs.get(key);
            if (p == null) {
                p = new Program(module.program(), kernel, globals, functionNumbers, instrument);
                programs.put(key, p);
            }
            return p;
        }
    }
}
