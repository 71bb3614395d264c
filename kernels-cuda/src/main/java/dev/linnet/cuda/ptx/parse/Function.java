package dev.linnet.cuda.ptx.parse;

import java.util.List;
import java.util.Map;

/**
 * A kernel ({@code .entry}) or a function.
 *
 * @param results      its return parameters
 * @param variables    local, shared and call-parameter variables that are declared in its body
 * @param labels       for each label's number the index of the instruction it stands before
 * @param targetTables label numbers of every {@code .branchtargets}, by name
 * @param body         null for a declaration without a body
 * @param maxThreads   from {@code .maxntid}; 0 when not given
 */
// The array never changes.
@SuppressWarnings("ArrayRecordComponent")
public record Function(String name, boolean entry, List<Variable> parameters, List<Variable> results,
        List<Operand.Register> registers, List<Variable> variables, int[] labels,
        Map<String, List<Integer>> targetTables,
        List<Instruction> body, int maxThreads) {}
