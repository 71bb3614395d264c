package dev.linnet.cuda.ptx.ops;

import java.util.Map;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Segment;
import dev.linnet.cuda.ptx.parse.Function;

/**
 * A kernel as it has been decoded, and where each of its instructions has come to lie.
 *
 * @param segments  its segments
 * @param starts    for each segment the first instruction, counted within the body
 * @param segmentOf for each instruction its segment
 * @param firstOp   for each instruction its first op within the segment
 * @param opCount   for each instruction how many ops it has there
 * @param places    for each register's index where its lanes lie in a frame, or a predicate's number
 */
// The arrays never change.
@SuppressWarnings("ArrayRecordComponent")
public record DecodedFunction(Function function, Symbols symbols, Segment[] segments, int[] starts, int[] segmentOf,
        int[] firstOp, int[] opCount, Form.Flow[] flows, Map<Integer, Integer> places) {
    /** Whether the instruction does its work and goes on. */
    public boolean straight(int k) {
        return flows[k] == Form.Flow.STRAIGHT;
    }

    /** Whether the instruction is alone in its segment because lanes meet there, and control goes on with the next one. */
    public boolean meetsInWarp(int k) {
        return flows[k] == Form.Flow.ALONE && function.body().get(k).guard() == null
                && !function.body().get(k).base().equals("call");
    }

    /** The ops of an instruction. */
    public Op[] ops(int k) {
        return java.util.Arrays.copyOfRange(segments[segmentOf[k]].ops(), firstOp[k], firstOp[k] + opCount[k]);
    }
}
