package dev.linnet.cuda.ptx.parse;

import java.util.List;
import java.util.Map;

/**
 * A whole PTX text.
 *
 * @param version   {@code .version}, for example {@code 9.0}
 * @param target    {@code .target}, for example {@code sm_90}
 * @param variables global, constant and shared variables outside of functions
 * @param functions kernels and functions with a body, and declarations, by name
 * @param files     names of the {@code .file} numbers
 */
public record PtxProgram(String version, String target, List<Variable> variables, Map<String, Function> functions,
        Map<Integer, String> files) {
    /**
     * Reads PTX.
     *
     * @throws PtxException naming the line when it is not PTX, or not of the kind that this engine reads
     */
    public static PtxProgram parse(String text) {
        return new Parser(text).program();
    }
}
