/**
 * PTX to Java byte code: what is the same in all lanes, or changes from lane to lane by a constant, becomes plain numbers, the rest
 * vectors of lanes. {@link dev.linnet.cuda.ptx.jit.Shapes} finds out which is which, {@link dev.linnet.cuda.ptx.jit.Region} what
 * belongs together, {@link dev.linnet.cuda.ptx.jit.RegionWriter} writes it down. What it cannot do itself it has the interpreter's ops
 * do, and where lanes part or a check fails it hands the warp over to the interpreter as it stands.
 */
package dev.linnet.cuda.ptx.jit;
