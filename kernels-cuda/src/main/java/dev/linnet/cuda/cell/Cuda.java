package dev.linnet.cuda.cell;

import java.util.List;
import java.util.stream.Stream;

import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellLanguage;

/** {@code %%cuda} and {@code %cuda}; what does the work is loaded when the first of them runs. */
public final class Cuda implements CellLanguage {
    static final String NAME = "--name";
    static final String ARCH = "--arch";
    static final String STD = "--std";
    static final String DEFINE = "-D";
    static final String BACKEND = "--backend";
    static final String CHECK = "--check";
    static final String FAST_MATH = "--fast-math";
    static final String MAX_REGISTERS = "--maxreg";
    static final String YES = "--yes";
    static final String BLOCK = "--block";
    static final String RUNS = "--runs";
    static final String TOLERANCE = "--tolerance";
    /** Options of commands only. */
    static final List<String> OF_COMMANDS = List.of(YES, BLOCK, RUNS, TOLERANCE);
    static final List<String> ALL = List.of(NAME, ARCH, STD, DEFINE, BACKEND, CHECK, FAST_MATH, MAX_REGISTERS, YES,
            BLOCK,
            RUNS, TOLERANCE);
    private static final List<String> SWITCH = List.of("on", "off");
    static final List<String> COMMANDS = List.of("info", "ptx", "sass", "check", "profile", "tune", "occupancy",
            "cache", "install");

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public String summary() {
        return "Compiles the cell as CUDA C++; its kernels become methods of a Java variable.";
    }

    @Override
    public String help() {
        return """
                %%cuda --name lin
                extern "C" __global__ void saxpy(int n, float a, const float* x, float* y) {
                    int i = blockIdx.x * blockDim.x + threadIdx.x;
                    if (i < n) y[i] = a * x[i] + y[i];
                }
                A Java cell then launches it, and gets y back: lin.saxpy(LaunchShape.forRange(n), n, 2f, x, y)
                The kernel runs on an NVIDIA GPU, or where there is none on the CPU, which checks every access.

                %cuda info               compilers, GPU, and why something is not used
                %cuda ptx lin            the portable assembly; %cuda sass lin: the GPU's machine code
                %cuda check lin on       checks every launch on the CPU (off, auto)
                %cuda profile lin on     counts what every line of its launches does; %cuda profile lin shows it
                %cuda tune lin -D TILE=8,16 --block 64,256 -- lin.product(LaunchShape.of(n / TILE, block), n, x, y)
                                         finds the quickest combination, which lin then is
                %cuda occupancy lin 256  how well blocks of 256 threads fill a GPU
                %cuda cache [clear]      compiled cells on disk
                %cuda install            fetches NVRTC, a compiler that needs nothing else""";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.value("NAME", "the Java variable; else named after the first kernel", NAME),
                Option.value("ARCH", "architecture such as sm_90; else the GPU's own", ARCH),
                Option.choice(List.of("14", "17", "20", "23"), "the C++ standard; else 17", STD),
                Option.list("NAME[=VALUE]", "defines a macro", DEFINE),
                Option.choice(List.of("auto", "gpu", "cpu"), "where kernels run; gpu fails where there is none",
                        BACKEND),
                Option.choice(List.of("auto", "on", "off"),
                        "races, uninitialised reads, divergent barriers on the CPU; auto: in small launches", CHECK),
                Option.flag("fast approximations instead of exact division and roots", FAST_MATH),
                Option.value("N", "registers that a thread may use", MAX_REGISTERS),
                Option.flag("with %cuda install: really do it", YES),
                Option.list("N[,N...]", "with %cuda tune: block sizes to try", BLOCK),
                Option.value("N", "with %cuda tune: launches of which the median counts; else 5", RUNS),
                Option.value("X", "with %cuda tune: relative difference of results that is let pass; else 1e-4, 0 for"
                        + " the same bits", TOLERANCE));
    }

    @Override
    public String arguments() {
        return "[" + String.join("|", COMMANDS) + "] [NAME] [VALUE] [-- JAVA]";
    }

    @Override
    public int mostArguments() {
        return Integer.MAX_VALUE; // of tune's Java; other commands count for themselves
    }

    @Override
    public List<String> complete(String partial) {
        return Stream.of(COMMANDS, Modules.names(), SWITCH)
                .flatMap(List::stream)
                .filter(candidate -> candidate.startsWith(partial))
                .toList();
    }

    @Override
    public Object runCell(CellCall call, String body, CellHost host) throws Exception {
        return new CudaCell(call, host).run(body);
    }

    @Override
    public Object runLine(CellCall call, CellHost host) throws Exception {
        return new CudaCommand(call, host).run();
    }
}
