package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Small headers of Linnet's own, for compilers that have none and no toolkit beside them: half precision, bfloat16, cooperative groups,
 * asynchronous copies, constants, and what of C's headers makes sense on a device.
 */
final class OwnHeaders {
    private static final String FOLDER = "include/";
    private static final Set<String> OF_TOOLKIT = Set.of("mma.h", "cuda_fp4.h", "cuda_fp6.h", "cuda_fp8.h",
            "cuda_fp16.h",
            "cuda_bf16.h", "cooperative_groups.h", "cuda_pipeline.h", "cuda_pipeline_primitives.h", "cuda_awbarrier.h",
            "cuComplex.h", "curand.h", "curand_kernel.h", "cufft.h", "cublas_v2.h", "cuda_runtime.h",
            "cuda_runtime_api.h",
            "math_constants.h", "vector_types.h", "vector_functions.h", "cudaTypedefs.h", "cuda.h");

    private OwnHeaders() {}

    /**
     * The headers' texts by the names under which they are included.
     *
     * @param toolkit whether a toolkit has CUDA's own: then only C's, which it lacks
     */
    static Map<String, String> all(boolean toolkit) {
        var all = new LinkedHashMap<String, String>();
        text("index.txt").lines()
                .filter(name -> !toolkit
                        || !name.matches(".*(cuda|cooperative|linnet|device_launch|math_constants|limits|float).*"))
                .forEach(name -> all.put(name, text(name)));
        return all;
    }

    private static String text(String name) {
        try (var in = OwnHeaders.class.getResourceAsStream(FOLDER + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CompilerException("Linnet's own header " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What to install for a header that is not found; empty where it is none of CUDA's. */
    static String advice(String name) {
        boolean ofToolkit = OF_TOOLKIT.contains(name)
                || name.matches("(cooperative_groups|cuda|cub|thrust|nv|crt|cutlass)/.*");
        return ofToolkit
                ? " (it comes with the CUDA toolkit: install that, or name the toolkit's folder in the environment variable CUDA_HOME)"
                : "";
    }
}
