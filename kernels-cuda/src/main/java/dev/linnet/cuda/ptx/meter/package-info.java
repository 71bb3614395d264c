/**
 * What a profiled launch measures: how the lanes of a warp lie in memory, where they part, and what that comes to. Numbers only; it
 * knows neither warps nor ops.
 */
package dev.linnet.cuda.ptx.meter;
