package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Storage;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compiled;
import dev.linnet.cuda.compiler.MachineCode;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.gpu.GpuBackend;
import dev.linnet.cuda.gpu.GpuException;
import dev.linnet.cuda.gpu.suite.Findings;
import dev.linnet.cuda.gpu.suite.OnGpu;
import dev.linnet.cuda.signature.Signature;

/** Every opcode form that the engine's own tests run, on the same operands on the GPU: the results have to be the same bits. */
@OnGpu
public class OpcodesOnGpu {
    private static final int BATCH = 48;
    private static final int APPROXIMATE_ULPS = 4;
    private static final int SHOWN = 60;
    private static final int EXPLAINED = 3;

    private final GpuBackend gpu = GpuBackend.open(CpuBackend.get());
    private final List<String> wrong = new ArrayList<>();
    /** Forms of other GPUs, and some that the engine executes though they are no PTX. */
    private final List<String> refused = new ArrayList<>();
    private int compared;
    private int otherNan;

    private void compare(Object tests) throws ReflectiveOperationException, InterruptedException {
        Map<String, OneOpcode.Case> cases = new LinkedHashMap<>();
        OneOpcode.observer = one -> cases.putIfAbsent(one.kernel() + one.inputs()[0][0] + one.inputs()[0][1], one);
        try {
            for (var method : tests.getClass().getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    method.invoke(tests);
                }
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError("The engine itself fails: " + e.getCause().getMessage(), e.getCause());
        } finally {
            OneOpcode.observer = null;
        }
        List<OneOpcode.Case> all = new ArrayList<>(cases.values());
        for (int from = 0; from < all.size(); from += BATCH) {
            run(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
        Findings.note(compared + " opcode forms gave the same bits, " + otherNan
                + " of them but for the payload of NaN; " + wrong.size() + " did not");
        if (!refused.isEmpty()) {
            Findings.note(refused.size() + " are refused by the driver's compiler: " + String.join("; ", refused));
        }
        if (!wrong.isEmpty()) {
            wrong.forEach(Findings::note);
            fail(wrong.size() + " opcode forms differ:\n"
                    + String.join("\n", wrong.subList(0, Math.min(SHOWN, wrong.size()))));
        }
        assertTrue(compared > refused.size(), "more were refused than compared");
    }

    /** A module of all of them; where the driver refuses it, of halves. */
    private void run(List<OneOpcode.Case> cases) throws InterruptedException {
        StringBuilder ptx = new StringBuilder(OneOpcode.HEADER);
        for (int k = 0; k < cases.size(); k++) {
            ptx.append(cases.get(k).kernel().replace(".entry k(", ".entry k" + k + "("));
        }
        try (var module = gpu.load(compiled(ptx.toString()))) {
            for (int k = 0; k < cases.size(); k++) {
                launch(module, "k" + k, cases.get(k));
            }
        } catch (GpuException no) {
            if (cases.size() == 1) {
                refused.add(cases.getFirst().statement());
                if (refused.size() <= EXPLAINED) {
                    Findings.note(cases.getFirst().statement() + ": " + no.getMessage());
                }
            } else {
                run(cases.subList(0, cases.size() / 2));
                run(cases.subList(cases.size() / 2, cases.size()));
            }
        }
    }

    private void launch(dev.linnet.cuda.backend.Backend.Loaded module, String name, OneOpcode.Case one)
            throws InterruptedException {
        Storage out = new Storage("out", Arena.ofAuto().allocate(8L * OneOpcode.CASES, 8), 8);
        Storage in = new Storage("in", Arena.ofAuto().allocate(32L * OneOpcode.CASES, 8), 8);
        for (int k = 0; k < one.from().size(); k++) {
            for (int t = 0; t < OneOpcode.CASES; t++) {
                in.bytes().setAtIndex(ValueLayout.JAVA_LONG, (long) k * OneOpcode.CASES + t, one.inputs()[k][t]);
            }
        }
        module.launch(new LaunchRequest(new Signature(name, name, 1, List.of()), dev.linnet.cuda.backend.Dim3.of(1),
                dev.linnet.cuda.backend.Dim3.of(OneOpcode.CASES), 0,
                List.of(new Argument.Memory(out, true), new Argument.Memory(in, false)), Checks.OFF));
        out.download();
        long[] results = out.bytes().toArray(ValueLayout.JAVA_LONG);
        in.free();
        out.free();
        compare(one, results);
    }

    private void compare(OneOpcode.Case one, long[] results) {
        String type = type(one);
        int bad = 0;
        int nan = 0;
        long most = 0;
        String example = "";
        for (int t = 0; t < OneOpcode.CASES; t++) {
            long cpu = one.results()[t];
            if (cpu == results[t] || isNear(one, t, results[t])) {
                continue;
            }
            if (sameNan(type, cpu, results[t])) {
                nan++;
                continue;
            }
            most = Math.max(most, Math.abs(cpu - results[t]));
            if (bad++ == 0) {
                StringBuilder operands = new StringBuilder();
                for (long[] operand : one.inputs()) {
                    operands.append(" 0x").append(Long.toHexString(operand[t]));
                }
                example = String.format(Locale.ROOT, "of%s: 0x%x on the CPU, 0x%x on the GPU", operands, cpu,
                        results[t]);
            }
        }
        boolean approximate = one.statement().contains("approx") || one.statement().startsWith("div.full");
        if (bad > 0 && approximate && most <= APPROXIMATE_ULPS) {
            Findings.note(one.statement() + ": " + bad + " results differ by at most " + most + " ulp");
        } else if (bad > 0) {
            wrong.add(one.statement() + ": " + bad + " of " + OneOpcode.CASES + " differ, such as " + example);
            return;
        }
        compared++;
        otherNan += nan > 0 ? 1 : 0;
    }

    /**
     * Within the errors that the PTX manual allows: absolute ones of sine and cosine, for angles up to a full turn, relative ones of the
     * tangent.
     */
    private static boolean isNear(OneOpcode.Case one, int t, long gpu) {
        String opcode = one.statement();
        float x = Float.intBitsToFloat((int) one.results()[t]);
        float y = Float.intBitsToFloat((int) gpu);
        if (opcode.startsWith("sin.approx") || opcode.startsWith("cos.approx")) {
            float angle = Float.intBitsToFloat((int) one.inputs()[0][t]);
            return Math.abs(x - y) <= 0x1p-19 || Math.abs(angle) > 2 * Math.PI;
        }
        return opcode.startsWith("tanh.approx.f32") && Math.abs(x - y) <= 0x1p-10 * Math.abs(x);
    }

    private static String type(OneOpcode.Case one) {
        if (one.statement().startsWith("cvt.")) {
            for (String part : one.statement().split("[. ]", -1)) {
                if (part.matches("b?f(16|32|64)(x2)?|tf32|[us](8|16|32|64)")) {
                    return part;
                }
            }
        }
        return one.to();
    }

    private static boolean sameNan(String type, long cpu, long gpu) {
        return switch (type) {
            case "f16x2", "bf16x2" -> {
                String half = type.substring(0, type.length() - 2);
                boolean low = (cpu & 0xffff) == (gpu & 0xffff) || sameNan(half, cpu & 0xffff, gpu & 0xffff);
                boolean high = cpu >>> 16 == gpu >>> 16 || sameNan(half, cpu >>> 16, gpu >>> 16);
                yield low && high;
            }
            case "f16", "bf16", "f32", "tf32", "f64" ->
                Double.isNaN(Formats.value(cpu, type)) && Double.isNaN(Formats.value(gpu, type));
            default -> false;
        };
    }

    private static Compiled compiled(String ptx) {
        return new Compiled("opcodes", "", CompileOptions.standard(), "sm_90", "PTX", ptx, MachineCode.NONE, List.of(),
                Map.of(), List.of(), false, 0, List.of());
    }

    @Test
    void arithmetic() throws ReflectiveOperationException, InterruptedException {
        compare(new ArithmeticFormsTest());
    }

    @Test
    void bits() throws ReflectiveOperationException, InterruptedException {
        compare(new BitFormsTest());
    }

    @Test
    void conversions() throws ReflectiveOperationException, InterruptedException {
        compare(new ConversionFormsTest());
    }

    @Test
    void memory() throws ReflectiveOperationException, InterruptedException {
        compare(new MemoryFormsTest());
    }

    @Test
    void small_formats() throws ReflectiveOperationException, InterruptedException {
        compare(new SmallFormatsTest());
    }

    @Test
    void exchanges() throws ReflectiveOperationException, InterruptedException {
        compare(new WarpFormsTest());
    }

    @Test
    void atomics() throws ReflectiveOperationException, InterruptedException {
        compare(new AtomicFormsTest());
    }
}
