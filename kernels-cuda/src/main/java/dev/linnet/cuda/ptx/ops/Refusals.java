package dev.linnet.cuda.ptx.ops;

import java.util.List;
import java.util.regex.Pattern;

/** Why instructions are not executed, in a sentence that says what to do instead. */
final class Refusals {
    /** Opcodes and what is said of them; the first that fits counts. */
    private record Refusal(Pattern opcode, String why) {}

    private static final String GPU = ", or run the kernel on a GPU (--backend gpu)";
    private static final List<Refusal> ALL = List.of(
            of("(tex|tld4|txq)\\b.*", "textures are not executed by the CPU engine: read the array itself" + GPU),
            of("(suld|sust|sured|suq)\\b.*",
                    "surfaces are not executed by the CPU engine: read and write the array itself" + GPU),
            of("wgmma\\b.*",
                    "Hopper's warpgroup matrix unit (wgmma) is not executed by the CPU engine: use mma.sync or wmma"
                            + GPU),
            of("tcgen05\\b.*",
                    "Blackwell's matrix unit (tcgen05) is not executed by the CPU engine: use mma.sync or wmma" + GPU),
            of("(cp\\.(reduce\\.)?async\\.bulk|tensormap|.*\\.tensormap|fence\\.proxy\\.tensormap.*)\\b.*",
                    "bulk copies of tensors (TMA) and reductions are not executed by the CPU engine: copy with cp.async, as __pipeline_memcpy_async does"
                            + GPU),
            of("mma\\.sp\\b.*|mma\\.sync\\.aligned\\..*\\.(kind::|block_scale|sp\\b).*",
                    "sparse matrices and block scales are not executed by the CPU engine: use the dense mma.sync"
                            + GPU),
            of("(mapa|getctarank|barrier\\.cluster|clusterlaunchcontrol|st\\.async|red\\.async|multimem|st\\.bulk)\\b.*|.*\\.shared::cluster\\b.*",
                    "clusters, in which blocks share their memory, are not executed by the CPU engine: exchange data through global memory"
                            + GPU),
            of("(alloca|stacksave|stackrestore)\\b.*",
                    "local arrays whose size is not known beforehand are not executed by the CPU engine: give them a fixed size"));

    private Refusals() {}

    private static Refusal of(String opcode, String why) {
        return new Refusal(Pattern.compile(opcode), why);
    }

    /** What to say of an opcode that no form fits. */
    static String why(String opcode) {
        for (Refusal r : ALL) {
            if (r.opcode.matcher(opcode).matches()) {
                return r.why;
            }
        }
        return "the CPU engine does not execute " + opcode;
    }
}
