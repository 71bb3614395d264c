// PTX 7.0, sm_80 and newer

// Attention whose state decays by one number a step, fixed for a head (retention, Lightning) or from the data (scalar gates): kernels
// for heads of 64 and 128 numbers in bf16, with sums and states in float. decay.cuh says how.
//
// Step t of head h of sequence b begins at b * batchStride + h * headStride + t * rowStride of q, k, v, the output and gradients.
// States are [batch * heads][D][D], those before segments [batch * heads][segments][D][D], rows of keys. `decays` are natural logs:
// one for each head, or where `gated` [batch * heads][steps]. A segment is so many chunks of 64 steps. Grids have a row of blocks for
// each head of each sequence.
#include "decay.cuh"
#include "scan.cuh"

namespace {
__device__ Decays decaysOf(const float* decays, int gated, int steps, int heads) {
    int sequence = blockIdx.y;
    return {gated ? 0 : decays[sequence % heads] * LOG2E, gated ? decays + (long long) sequence * steps : nullptr, 1, {0, 0}};
}

__device__ Span spanOf(int segment, int chunksOfSegment, int steps, long long rowStride) {
    int chunks = (steps + ROWS - 1) / ROWS;
    return {segment * chunksOfSegment, min((segment + 1) * chunksOfSegment, chunks), steps, rowStride};
}

template <int D>
__device__ void accumulateSegment(const bf16* y, const bf16* z, const float* decays, int gated, int backwards, float scale,
                                  float* states, float* logs, int steps, int heads, int segments, int chunksOfSegment,
                                  long long batchStride, long long headStride, long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    constexpr int STAGES = D == 64 ? 4 : 3;
    int segment = blockIdx.x + (backwards ? 1 : 0);
    long long offset = blockIdx.y / heads * batchStride + blockIdx.y % heads * headStride;
    float* added = states + ((long long) blockIdx.y * segments + segment) * D * D;
    float* over = logs + (long long) blockIdx.y * segments + segment;
    Span span = spanOf(segment, chunksOfSegment, steps, rowStride);
    Decays of = decaysOf(decays, gated, steps, heads);
    if (backwards) {
        accumulate<D, STAGES, true>(span, y + offset, z + offset, of, scale, added, over, shared);
    } else {
        accumulate<D, STAGES, false>(span, y + offset, z + offset, of, scale, added, over, shared);
    }
}

template <int D, bool BACKWARDS, typename Load>
__device__ void sweepSegment(const bf16* x, const bf16* y, const bf16* z, bf16* out, const float* decays, int gated, float scale,
                             const Load& load, float* after, bool flipped, int segment, int steps, int heads, int segments,
                             int chunksOfSegment, long long batchStride, long long headStride, long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = blockIdx.y / heads * batchStride + blockIdx.y % heads * headStride;
    bool last = segment == (BACKWARDS ? 0 : segments - 1);
    sweep<D, BACKWARDS>(spanOf(segment, chunksOfSegment, steps, rowStride), x + offset, y + offset, z + offset, out + offset,
                        decaysOf(decays, gated, steps, heads), scale, load,
                        last && after != nullptr ? after + (long long) blockIdx.y * D * D : nullptr, flipped, shared);
}

template <int D>
__device__ const float* before(const float* states, int segment, int segments) {
    return states == nullptr ? nullptr : states + ((long long) blockIdx.y * segments + segment) * D * D;
}

template <int D>
__device__ void sweepOutputs(const bf16* q, const bf16* k, const bf16* v, bf16* out, const float* decays, int gated, float scale,
                             const float* states, const float* initial, const float* logs, int added, float* finalState, int steps,
                             int heads, int segments, int chunksOfSegment, long long batchStride, long long headStride,
                             long long rowStride) {
    int segment = blockIdx.x;
    auto load = [&](State<D>& state) {
        if (added) {
            sumStates<D>(state, before<D>(initial, 0, 1), before<D>(states, 0, segments), logs + (long long) blockIdx.y * segments, segment);
        } else {
            loadState<D>(state, before<D>(states, segment, segments), false);
        }
    };
    sweepSegment<D, false>(q, k, v, out, decays, gated, scale, load, finalState, false, segment, steps, heads, segments,
                           chunksOfSegment, batchStride, headStride, rowStride);
}

template <int D>
__device__ void sweepGradients(const bf16* q, const bf16* k, const bf16* v, const bf16* dOut, bf16* dq, bf16* dk, bf16* dv,
                               const float* decays, int gated, float scale, const float* states, const float* dStates,
                               float* dInitial, int steps, int heads, int segments, int chunksOfSegment, long long batchStride,
                               long long headStride, long long rowStride) {
    int job = blockIdx.x % 3, segment = blockIdx.x / 3;
    if (job == 0) {
        auto load = [&](State<D>& state) { loadState<D>(state, before<D>(states, segment, segments), true); };
        sweepSegment<D, false>(dOut, v, k, dq, decays, gated, scale, load, nullptr, true, segment, steps, heads, segments,
                               chunksOfSegment, batchStride, headStride, rowStride);
    } else {
        bool keys = job == 1;
        segment = segments - 1 - segment;
        auto load = [&](State<D>& state) { loadState<D>(state, before<D>(dStates, segment, segments), keys); };
        sweepSegment<D, true>(keys ? v : k, keys ? dOut : q, keys ? q : dOut, keys ? dk : dv, decays, gated, scale, load,
                              keys ? nullptr : dInitial, keys, segment, steps, heads, segments, chunksOfSegment, batchStride, headStride,
                              rowStride);
    }
}
}

extern "C" {
// What the segments add to the state, and the log2 of their decays: y k, z v; for gradients (`backwards`) y q, z dOut. Grid: segments - 1 (no other needs the last
// one's), batch * heads. Shared: 4 stages of 2 tiles for D = 64, 3 for 128.
__global__ void __launch_bounds__(128, 3)
decay_accumulate_64(const bf16* y, const bf16* z, const float* decays, int gated, int backwards, float scale, float* states, float* logs,
                    int steps, int heads, int segments, int chunksOfSegment, long long batchStride, long long headStride,
                    long long rowStride) {
    accumulateSegment<64>(y, z, decays, gated, backwards, scale, states, logs, steps, heads, segments, chunksOfSegment, batchStride,
                          headStride, rowStride);
}

__global__ void __launch_bounds__(256, 2)
decay_accumulate_128(const bf16* y, const bf16* z, const float* decays, int gated, int backwards, float scale, float* states, float* logs,
                     int steps, int heads, int segments, int chunksOfSegment, long long batchStride, long long headStride,
                     long long rowStride) {
    accumulateSegment<128>(y, z, decays, gated, backwards, scale, states, logs, steps, heads, segments, chunksOfSegment, batchStride,
                           headStride, rowStride);
}

// The states before segments from what segments add, which may be the same array; in the order of time or against it. `initial`: the
// state where it begins, or null for zero. `logs` [batch * heads][segments] of decays. Grid: size / 1024, batch * heads.
__global__ void __launch_bounds__(256, 3)
decay_scan(const float* added, float* states, const float* initial, const float* logs, int backwards, int size, int segments) {
    scan(added, states, initial, logs, backwards, size, 1, segments);
}

// Outputs, and where `finalState` is not null the final states. `states` before segments, or null for zero; where `added`, `states` and
// `logs` of decay_accumulate instead, with the `initial` state or null. Grid: segments, batch * heads. Shared: 6 tiles of 64 x D and
// one of 64 x 64.
__global__ void __launch_bounds__(128, 4)
decay_forward_64(const bf16* q, const bf16* k, const bf16* v, bf16* out, const float* decays, int gated, float scale,
                 const float* states, const float* initial, const float* logs, int added, float* finalState, int steps, int heads,
                 int segments, int chunksOfSegment, long long batchStride, long long headStride, long long rowStride) {
    sweepOutputs<64>(q, k, v, out, decays, gated, scale, states, initial, logs, added, finalState, steps, heads, segments,
                     chunksOfSegment, batchStride, headStride, rowStride);
}

__global__ void __launch_bounds__(256, 2)
decay_forward_128(const bf16* q, const bf16* k, const bf16* v, bf16* out, const float* decays, int gated, float scale,
                  const float* states, const float* initial, const float* logs, int added, float* finalState, int steps, int heads,
                  int segments, int chunksOfSegment, long long batchStride, long long headStride, long long rowStride) {
    sweepOutputs<128>(q, k, v, out, decays, gated, scale, states, initial, logs, added, finalState, steps, heads, segments,
                      chunksOfSegment, batchStride, headStride, rowStride);
}

// Gradients, from the states before segments in time and against it (or null for zero). Grid: 3 * segments, batch * heads. Shared
// as for outputs.
__global__ void __launch_bounds__(128, 4)
decay_backward_64(const bf16* q, const bf16* k, const bf16* v, const bf16* dOut, bf16* dq, bf16* dk, bf16* dv,
                  const float* decays, int gated, float scale, const float* states, const float* dStates, float* dInitial,
                  int steps, int heads, int segments, int chunksOfSegment, long long batchStride, long long headStride,
                  long long rowStride) {
    sweepGradients<64>(q, k, v, dOut, dq, dk, dv, decays, gated, scale, states, dStates, dInitial, steps, heads, segments,
                       chunksOfSegment, batchStride, headStride, rowStride);
}

__global__ void __launch_bounds__(256, 2)
decay_backward_128(const bf16* q, const bf16* k, const bf16* v, const bf16* dOut, bf16* dq, bf16* dk, bf16* dv,
                   const float* decays, int gated, float scale, const float* states, const float* dStates, float* dInitial,
                   int steps, int heads, int segments, int chunksOfSegment, long long batchStride, long long headStride,
                   long long rowStride) {
    sweepGradients<128>(q, k, v, dOut, dq, dk, dv, decays, gated, scale, states, dStates, dInitial, steps, heads, segments,
                        chunksOfSegment, batchStride, headStride, rowStride);
}
}
