// PTX 8.3, sm_80 and newer

// Attention whose state decays by a number for each key channel and step (GLA): kernels for heads of 64 and 128 numbers in bf16, with
// sums, states and decays in float. channels.cuh says how.
//
// Step t of head h of sequence b begins at b * batchStride + h * headStride + t * rowStride of q, k, v, gates (natural logs), the output
// and gradients. States are [batch * heads][D][D], those before segments [batch * heads][segments][D][D], rows of keys; decays of
// segments (log2) [batch * heads][segments][D]. Grids have a row of blocks for each head of each sequence.
#include "channels.cuh"
#include "scan.cuh"

namespace {
__device__ Span spanOf(int segment, int chunksOfSegment, int steps, long long rowStride) {
    int chunks = (steps + ROWS - 1) / ROWS;
    return {segment * chunksOfSegment, min((segment + 1) * chunksOfSegment, chunks), steps, rowStride};
}

__device__ long long begin(int heads, long long batchStride, long long headStride) {
    return blockIdx.y / heads * batchStride + blockIdx.y % heads * headStride;
}

template <int D>
__device__ void accumulateSegment(const bf16* keys, const bf16* values, const float* gates, int backwards, float scale, float* states,
                                  float* decays, int steps, int heads, int segments, int chunksOfSegment, long long batchStride,
                                  long long headStride, long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    int segment = blockIdx.x + (backwards ? 1 : 0);
    long long offset = begin(heads, batchStride, headStride), place = (long long) blockIdx.y * segments + segment;
    Span span = spanOf(segment, chunksOfSegment, steps, rowStride);
    if (backwards) {
        accumulateChannels<D, true>(span, keys + offset, values + offset, gates + offset, scale, states + place * D * D,
                                    decays + place * D, shared);
    } else {
        accumulateChannels<D, false>(span, keys + offset, values + offset, gates + offset, 1, states + place * D * D,
                                     decays + place * D, shared);
    }
}

template <int D>
__device__ void sweepSegment(const bf16* q, const bf16* k, const bf16* v, const float* gates, bf16* out, float scale,
                             const float* states, float* finalState, int steps, int heads, int segments, int chunksOfSegment,
                             long long batchStride, long long headStride, long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    int segment = blockIdx.x;
    long long offset = begin(heads, batchStride, headStride), sequence = blockIdx.y;
    sweepValues<D, false>(spanOf(segment, chunksOfSegment, steps, rowStride), q + offset, k + offset, v + offset, gates + offset,
                          out + offset, scale, states == nullptr ? nullptr : states + (sequence * segments + segment) * D * D,
                          finalState != nullptr && segment == segments - 1 ? finalState + sequence * D * D : nullptr, shared);
}

template <int D>
__device__ void sweepGradients(const bf16* q, const bf16* k, const bf16* v, const float* gates, const bf16* dOut, bf16* dq, bf16* dk,
                               bf16* dv, float scale, const float* states, const float* dStates, float* dInitial, int steps,
                               int heads, int segments, int chunksOfSegment, long long batchStride, long long headStride,
                               long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    int segment = blockIdx.x / 3;
    long long offset = begin(heads, batchStride, headStride), sequence = blockIdx.y;
    long long place = (sequence * segments + segment) * D * D;
    Span span = spanOf(segment, chunksOfSegment, steps, rowStride);
    const float* before = states == nullptr ? nullptr : states + place;
    const float* after = dStates == nullptr ? nullptr : dStates + place;
    if (blockIdx.x % 3 == 0) {
        sweepKeyed<D, false>(span, dOut + offset, v + offset, k + offset, gates + offset, dq + offset, scale, before, shared);
    } else if (blockIdx.x % 3 == 1) {
        sweepKeyed<D, true>(span, v + offset, dOut + offset, q + offset, gates + offset, dk + offset, scale, after, shared);
    } else {
        sweepValues<D, true>(span, q + offset, k + offset, dOut + offset, gates + offset, dv + offset, scale, after,
                             dInitial != nullptr && segment == 0 ? dInitial + sequence * D * D : nullptr, shared);
    }
}
}

extern "C" {
// The states before segments from what segments add, in place, in the order of time or against it. Grid: D * D / 1024, batch * heads.
__global__ void __launch_bounds__(256)
channel_scan(float* states, const float* initial, const float* logs, int backwards, int width, int segments) {
    scan(states, states, initial, logs, backwards, width * width, width, segments);
}

// What the segments add to the state: keys k, values v; for gradients (`backwards`) keys q, values dOut. Grid: segments - 1 (no other
// needs the last one's), batch * heads. Shared: 2 tiles of 64 x 64 and 272 * 64 + 64 bytes.
__global__ void __launch_bounds__(128, 4)
channel_accumulate_64(const bf16* keys, const bf16* values, const float* gates, int backwards, float scale, float* states,
                      float* decays, int steps, int heads, int segments, int chunksOfSegment, long long batchStride,
                      long long headStride, long long rowStride) {
    accumulateSegment<64>(keys, values, gates, backwards, scale, states, decays, steps, heads, segments, chunksOfSegment, batchStride,
                          headStride, rowStride);
}

// Outputs, and where `finalState` is not null the final states. `states` before segments, or null for zero. Grid: segments,
// batch * heads. Shared: 3 tiles of 64 x 64, one of 64 x 64, and 272 * 64 + 64 bytes.
__global__ void __launch_bounds__(128, 4)
channel_forward_64(const bf16* q, const bf16* k, const bf16* v, const float* gates, bf16* out, float scale, const float* states,
                   float* finalState, int steps, int heads, int segments, int chunksOfSegment, long long batchStride,
                   long long headStride, long long rowStride) {
    sweepSegment<64>(q, k, v, gates, out, scale, states, finalState, steps, heads, segments, chunksOfSegment, batchStride, headStride,
                     rowStride);
}

// Gradients of q, k and v, from the states before segments and their gradients after them (or null for zero). Grid: 3 * segments,
// batch * heads. Shared as for outputs.
__global__ void __launch_bounds__(128, 4)
channel_backward_64(const bf16* q, const bf16* k, const bf16* v, const float* gates, const bf16* dOut, bf16* dq, bf16* dk, bf16* dv,
                    float scale, const float* states, const float* dStates, float* dInitial, int steps, int heads, int segments,
                    int chunksOfSegment, long long batchStride, long long headStride, long long rowStride) {
    sweepGradients<64>(q, k, v, gates, dOut, dq, dk, dv, scale, states, dStates, dInitial, steps, heads, segments, chunksOfSegment,
                       batchStride, headStride, rowStride);
}

// Gradients of the gates. States before segments and after the last, gradients after each; null for zero. Grid: segments,
// batch * heads.
__global__ void __launch_bounds__(128)
channel_gradient_64(const bf16* q, const bf16* dq, const bf16* k, const bf16* dk, const float* states, const float* finalState,
                    const float* dStates, const float* dFinal, float* dGates, int steps, int heads, int segments,
                    int chunksOfSegment, long long batchStride, long long headStride, long long rowStride) {
    long long offset = begin(heads, batchStride, headStride), sequence = blockIdx.y;
    int segment = blockIdx.x, length = chunksOfSegment * ROWS;
    bool last = segment == segments - 1;
    const float* state = last ? (finalState == nullptr ? nullptr : finalState + sequence * 64 * 64)
                              : states + (sequence * segments + segment + 1) * 64 * 64;
    const float* dState = last ? (dFinal == nullptr ? nullptr : dFinal + sequence * 64 * 64)
                               : dStates + (sequence * segments + segment) * 64 * 64;
    channelGradient<64>(q + offset, dq + offset, k + offset, dk + offset, state, dState, dGates + offset, segment * length,
                        min((segment + 1) * length, steps), rowStride);
}

// What the segments add to the state: keys k, values v; for gradients (`backwards`) keys q, values dOut. Grid: segments - 1 (no other
// needs the last one's), batch * heads. Shared: 2 tiles of 64 x 128 and 272 * 128 + 64 bytes.
__global__ void __launch_bounds__(256, 2)
channel_accumulate_128(const bf16* keys, const bf16* values, const float* gates, int backwards, float scale, float* states,
                      float* decays, int steps, int heads, int segments, int chunksOfSegment, long long batchStride,
                      long long headStride, long long rowStride) {
    accumulateSegment<128>(keys, values, gates, backwards, scale, states, decays, steps, heads, segments, chunksOfSegment, batchStride,
                          headStride, rowStride);
}

// Outputs, and where `finalState` is not null the final states. `states` before segments, or null for zero. Grid: segments,
// batch * heads. Shared: 3 tiles of 64 x 128, one of 64 x 64, and 272 * 128 + 64 bytes.
__global__ void __launch_bounds__(256, 2)
channel_forward_128(const bf16* q, const bf16* k, const bf16* v, const float* gates, bf16* out, float scale, const float* states,
                   float* finalState, int steps, int heads, int segments, int chunksOfSegment, long long batchStride,
                   long long headStride, long long rowStride) {
    sweepSegment<128>(q, k, v, gates, out, scale, states, finalState, steps, heads, segments, chunksOfSegment, batchStride, headStride,
                     rowStride);
}

// Gradients of q, k and v, from the states before segments and their gradients after them (or null for zero). Grid: 3 * segments,
// batch * heads. Shared as for outputs.
__global__ void __launch_bounds__(256, 2)
channel_backward_128(const bf16* q, const bf16* k, const bf16* v, const float* gates, const bf16* dOut, bf16* dq, bf16* dk, bf16* dv,
                    float scale, const float* states, const float* dStates, float* dInitial, int steps, int heads, int segments,
                    int chunksOfSegment, long long batchStride, long long headStride, long long rowStride) {
    sweepGradients<128>(q, k, v, gates, dOut, dq, dk, dv, scale, states, dStates, dInitial, steps, heads, segments, chunksOfSegment,
                       batchStride, headStride, rowStride);
}

// Gradients of the gates. States before segments and after the last, gradients after each; null for zero. Grid: segments,
// batch * heads.
__global__ void __launch_bounds__(256)
channel_gradient_128(const bf16* q, const bf16* dq, const bf16* k, const bf16* dk, const float* states, const float* finalState,
                    const float* dStates, const float* dFinal, float* dGates, int steps, int heads, int segments,
                    int chunksOfSegment, long long batchStride, long long headStride, long long rowStride) {
    long long offset = begin(heads, batchStride, headStride), sequence = blockIdx.y;
    int segment = blockIdx.x, length = chunksOfSegment * ROWS;
    bool last = segment == segments - 1;
    const float* state = last ? (finalState == nullptr ? nullptr : finalState + sequence * 128 * 128)
                              : states + (sequence * segments + segment + 1) * 128 * 128;
    const float* dState = last ? (dFinal == nullptr ? nullptr : dFinal + sequence * 128 * 128)
                               : dStates + (sequence * segments + segment) * 128 * 128;
    channelGradient<128>(q + offset, dq + offset, k + offset, dk + offset, state, dState, dGates + offset, segment * length,
                        min((segment + 1) * length, steps), rowStride);
}
}
