// PTX 8.3, sm_80 and newer

// Gradients of the delta rule: kernels for heads of 64 and 128 numbers in bf16. delta-gradient.cuh says how, delta.cu how arrays lie.
#include "delta-gradient.cuh"
#include "gate-gradient.cuh"

namespace {
__device__ Decays gatesOf(const float* gates, int gated, int rows, int writes) {
    return {0, gated ? gates + (long long) blockIdx.y * (rows / writes) : nullptr, writes, {0, 0}};
}

__device__ long long begin(int heads, long long batchStride, long long headStride) {
    return blockIdx.y / heads * batchStride + blockIdx.y % heads * headStride;
}

template <int D>
__device__ void sweepSegment(const bf16* q, const bf16* k, const bf16* w, const bf16* corrected, const bf16* dCorrected,
                             const bf16* dOut, bf16* dq, bf16* dk, bf16* dw, const float* gates, int gated, float scale,
                             const float* states, const float* dStates, int rows, int writes, int heads, int segments,
                             int chunksOfSegment, long long batchStride, long long headStride, long long rowStride,
                             long long queryBatchStride, long long queryHeadStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride), of = begin(heads, queryBatchStride, queryHeadStride);
    int segment = blockIdx.x / 2, chunks = (rows + ROWS - 1) / ROWS;
    Span span = {segment * chunksOfSegment, min((segment + 1) * chunksOfSegment, chunks), rows, rowStride};
    Decays decays = gatesOf(gates, gated, rows, writes);
    long long place = ((long long) blockIdx.y * segments + segment) * D * D;
    if (blockIdx.x % 2 == 0) {
        sweepQueries<D>(span, dOut + of, corrected + offset, dCorrected + offset, k + offset, dq + of, dw + offset, decays, scale,
                        states == nullptr ? nullptr : states + place, {writes}, shared);
    } else {
        sweepKeys<D>(span, q + of, dOut + of, corrected + offset, dCorrected + offset, w + offset, dk + offset, decays, scale,
                     dStates + place, {writes}, shared);
    }
}
}

extern "C" {
// P^T O' of each chunk, into x. Grid: chunks, batch * heads. Shared: 3 tiles of 64 x 64 and one of 64 x 64.
__global__ void __launch_bounds__(128, 4)
delta_local_64(const bf16* q, const bf16* k, const bf16* dOut, bf16* x, const float* gates, int gated, float scale, int rows,
               int writes, int heads, long long batchStride, long long headStride, long long rowStride, long long queryBatchStride,
               long long queryHeadStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride), of = begin(heads, queryBatchStride, queryHeadStride);
    localGradient<64>(q + of, k + offset, dOut + of, x + offset, gatesOf(gates, gated, rows, writes), scale, blockIdx.x, rows,
                      rowStride, {writes}, shared);
}

// C' in place of P^T O', S' after segments [batch * heads][segments][D][D], and where wanted of the initial state. Grid: 64 / 64,
// batch * heads. Shared: 3 stages of 3 tiles of 64 x 64 and two of 64 x 64.
__global__ void __launch_bounds__(256)
delta_chain_gradient_64(const bf16* q, const bf16* k, const bf16* w, const bf16* dOut, bf16* x, const float* gates, int gated,
                        float scale, const float* dFinal, float* dStates, float* dInitial, int rows, int writes, int heads,
                        int segments, int chunksOfSegment, long long batchStride, long long headStride, long long rowStride,
                        long long queryBatchStride, long long queryHeadStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride), of = begin(heads, queryBatchStride, queryHeadStride);
    long long sequence = blockIdx.y;
    chainGradient<64, 3>(q + of, k + offset, w + offset, dOut + of, x + offset, gatesOf(gates, gated, rows, writes), scale,
                         dFinal == nullptr ? nullptr : dFinal + sequence * 64 * 64,
                         dStates + sequence * segments * 64 * 64,
                         dInitial == nullptr ? nullptr : dInitial + sequence * 64 * 64, blockIdx.x * 64, rows, segments,
                         chunksOfSegment, rowStride, {writes}, shared);
}

// Q', W' and K' but for what W and A add. Grid: 2 * segments, batch * heads. Shared: 5 tiles of 64 x 64 and one of 64 x 64.
__global__ void __launch_bounds__(128, 4)
delta_backward_64(const bf16* q, const bf16* k, const bf16* w, const bf16* corrected, const bf16* dCorrected, const bf16* dOut,
                  bf16* dq, bf16* dk, bf16* dw, const float* gates, int gated, float scale, const float* states,
                  const float* dStates, int rows, int writes, int heads, int segments, int chunksOfSegment, long long batchStride,
                  long long headStride, long long rowStride, long long queryBatchStride, long long queryHeadStride) {
    sweepSegment<64>(q, k, w, corrected, dCorrected, dOut, dq, dk, dw, gates, gated, scale, states, dStates, rows, writes, heads,
                     segments, chunksOfSegment, batchStride, headStride, rowStride, queryBatchStride, queryHeadStride);
}

// V', beta' and K'. Grid: chunks, batch * heads. Shared: 4 tiles of 64 x 64 and three of 64 x 64.
__global__ void __launch_bounds__(128)
delta_finish_64(const bf16* k, const bf16* v, const float* beta, const float* gates, int gated, const bf16* inverses,
                const bf16* dCorrected, const bf16* dw, bf16* dk, bf16* dv, float* dBeta, int rows, int writes, int heads,
                long long batchStride, long long headStride, long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride), sequence = blockIdx.y;
    finishGradient<64>(k + offset, v + offset, beta + sequence * rows, gatesOf(gates, gated, rows, writes),
                       inverses + (sequence * gridDim.x + blockIdx.x) * ROWS * ROWS, dCorrected + offset, dw + offset, dk + offset,
                       dv + offset, dBeta + sequence * rows, blockIdx.x, rows, rowStride, shared);
}

// Gradients of the gates [batch * heads][rows / writes]. States before segments and after the last, gradients after each; null for
// zero. Grid: segments, batch * heads.
__global__ void __launch_bounds__(256)
gate_gradient_64(const bf16* out, const bf16* dOut, const bf16* v, const bf16* dv, const float* states, const float* finalState,
                 const float* dStates, const float* dFinal, float* dGates, int rows, int writes, int heads, int segments,
                 int chunksOfSegment, long long batchStride, long long headStride, long long rowStride, long long queryBatchStride,
                 long long queryHeadStride) {
    long long offset = begin(heads, batchStride, headStride), of = begin(heads, queryBatchStride, queryHeadStride);
    long long sequence = blockIdx.y;
    int segment = blockIdx.x, length = chunksOfSegment * ROWS;
    bool last = segment == segments - 1;
    const float* state = last ? (finalState == nullptr ? nullptr : finalState + sequence * 64 * 64)
                              : states + (sequence * segments + segment + 1) * 64 * 64;
    const float* dState = last ? (dFinal == nullptr ? nullptr : dFinal + sequence * 64 * 64)
                               : dStates + (sequence * segments + segment) * 64 * 64;
    gateGradient<64>(out + of, dOut + of, v + offset, dv + offset, state, dState, dGates + sequence * (rows / writes),
                     segment * length, min((segment + 1) * length, rows), rowStride, {writes});
}

// P^T O' of each chunk, into x. Grid: chunks, batch * heads. Shared: 3 tiles of 64 x 128 and one of 64 x 64.
__global__ void __launch_bounds__(256, 2)
delta_local_128(const bf16* q, const bf16* k, const bf16* dOut, bf16* x, const float* gates, int gated, float scale, int rows,
               int writes, int heads, long long batchStride, long long headStride, long long rowStride, long long queryBatchStride,
               long long queryHeadStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride), of = begin(heads, queryBatchStride, queryHeadStride);
    localGradient<128>(q + of, k + offset, dOut + of, x + offset, gatesOf(gates, gated, rows, writes), scale, blockIdx.x, rows,
                      rowStride, {writes}, shared);
}

// C' in place of P^T O', S' after segments [batch * heads][segments][D][D], and where wanted of the initial state. Grid: 128 / 64,
// batch * heads. Shared: 3 stages of 3 tiles of 64 x 128 and two of 64 x 64.
__global__ void __launch_bounds__(256)
delta_chain_gradient_128(const bf16* q, const bf16* k, const bf16* w, const bf16* dOut, bf16* x, const float* gates, int gated,
                        float scale, const float* dFinal, float* dStates, float* dInitial, int rows, int writes, int heads,
                        int segments, int chunksOfSegment, long long batchStride, long long headStride, long long rowStride,
                        long long queryBatchStride, long long queryHeadStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride), of = begin(heads, queryBatchStride, queryHeadStride);
    long long sequence = blockIdx.y;
    chainGradient<128, 3>(q + of, k + offset, w + offset, dOut + of, x + offset, gatesOf(gates, gated, rows, writes), scale,
                         dFinal == nullptr ? nullptr : dFinal + sequence * 128 * 128,
                         dStates + sequence * segments * 128 * 128,
                         dInitial == nullptr ? nullptr : dInitial + sequence * 128 * 128, blockIdx.x * 64, rows, segments,
                         chunksOfSegment, rowStride, {writes}, shared);
}

// Q', W' and K' but for what W and A add. Grid: 2 * segments, batch * heads. Shared: 5 tiles of 64 x 128 and one of 64 x 64.
__global__ void __launch_bounds__(256, 2)
delta_backward_128(const bf16* q, const bf16* k, const bf16* w, const bf16* corrected, const bf16* dCorrected, const bf16* dOut,
                  bf16* dq, bf16* dk, bf16* dw, const float* gates, int gated, float scale, const float* states,
                  const float* dStates, int rows, int writes, int heads, int segments, int chunksOfSegment, long long batchStride,
                  long long headStride, long long rowStride, long long queryBatchStride, long long queryHeadStride) {
    sweepSegment<128>(q, k, w, corrected, dCorrected, dOut, dq, dk, dw, gates, gated, scale, states, dStates, rows, writes, heads,
                     segments, chunksOfSegment, batchStride, headStride, rowStride, queryBatchStride, queryHeadStride);
}

// V', beta' and K'. Grid: chunks, batch * heads. Shared: 4 tiles of 64 x 128 and three of 64 x 64.
__global__ void __launch_bounds__(128)
delta_finish_128(const bf16* k, const bf16* v, const float* beta, const float* gates, int gated, const bf16* inverses,
                const bf16* dCorrected, const bf16* dw, bf16* dk, bf16* dv, float* dBeta, int rows, int writes, int heads,
                long long batchStride, long long headStride, long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride), sequence = blockIdx.y;
    finishGradient<128>(k + offset, v + offset, beta + sequence * rows, gatesOf(gates, gated, rows, writes),
                       inverses + (sequence * gridDim.x + blockIdx.x) * ROWS * ROWS, dCorrected + offset, dw + offset, dk + offset,
                       dv + offset, dBeta + sequence * rows, blockIdx.x, rows, rowStride, shared);
}

// Gradients of the gates [batch * heads][rows / writes]. States before segments and after the last, gradients after each; null for
// zero. Grid: segments, batch * heads.
__global__ void __launch_bounds__(256)
gate_gradient_128(const bf16* out, const bf16* dOut, const bf16* v, const bf16* dv, const float* states, const float* finalState,
                 const float* dStates, const float* dFinal, float* dGates, int rows, int writes, int heads, int segments,
                 int chunksOfSegment, long long batchStride, long long headStride, long long rowStride, long long queryBatchStride,
                 long long queryHeadStride) {
    long long offset = begin(heads, batchStride, headStride), of = begin(heads, queryBatchStride, queryHeadStride);
    long long sequence = blockIdx.y;
    int segment = blockIdx.x, length = chunksOfSegment * ROWS;
    bool last = segment == segments - 1;
    const float* state = last ? (finalState == nullptr ? nullptr : finalState + sequence * 128 * 128)
                              : states + (sequence * segments + segment + 1) * 128 * 128;
    const float* dState = last ? (dFinal == nullptr ? nullptr : dFinal + sequence * 128 * 128)
                               : dStates + (sequence * segments + segment) * 128 * 128;
    gateGradient<128>(out + of, dOut + of, v + offset, dv + offset, state, dState, dGates + sequence * (rows / writes),
                     segment * length, min((segment + 1) * length, rows), rowStride, {writes});
}
}
