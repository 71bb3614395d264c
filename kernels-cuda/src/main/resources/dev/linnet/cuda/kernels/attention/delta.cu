// PTX 8.3, sm_80 and newer

// The delta rule (DeltaNet), with a decay (gated DeltaNet), with several writes to a step (DeltaProduct): kernels for heads of 64 and
// 128 numbers in bf16, with sums and states in float. delta.cuh says how.
//
// A row is one write. Row r of head h of sequence b begins at b * batchStride + h * headStride + r * rowStride of k, v and what is
// computed for each row; a sequence has `rows` of them, `writes` to a step. Queries and outputs have one row a step, with strides of
// their own. beta is [batch * heads][rows], `gates` (natural logs, or null) [batch * heads][rows / writes]. Grids have a row of blocks
// for each head of each sequence.
#include "delta-halves.cuh"

namespace {
__device__ Decays gatesOf(const float* gates, int gated, int rows, int writes) {
    return {0, gated ? gates + (long long) blockIdx.y * (rows / writes) : nullptr, writes, {0, 0}};
}

__device__ long long begin(int heads, long long batchStride, long long headStride) {
    return blockIdx.y / heads * batchStride + blockIdx.y % heads * headStride;
}

template <int D>
__device__ void prepareChunk(const bf16* k, const bf16* v, const float* beta, const float* gates, int gated, bf16* w, bf16* u,
                             bf16* inverses, int rows, int writes, int heads, long long batchStride, long long headStride,
                             long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride);
    prepare<D>(k + offset, v + offset, beta + (long long) blockIdx.y * rows, gatesOf(gates, gated, rows, writes), w + offset,
               u + offset, inverses == nullptr ? nullptr : inverses + ((long long) blockIdx.y * gridDim.x + blockIdx.x) * ROWS * ROWS,
               blockIdx.x, rows, rowStride, shared);
}

template <int D>
__device__ void sweepSegment(const bf16* q, const bf16* k, const bf16* w, const bf16* u, bf16* out, bf16* corrected,
                             const float* gates, int gated, float scale, const float* states, float* finalState, int rows,
                             int writes, int heads, int segments, int chunksOfSegment, long long batchStride, long long headStride,
                             long long rowStride, long long queryBatchStride, long long queryHeadStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride), of = begin(heads, queryBatchStride, queryHeadStride);
    int segment = blockIdx.x, chunks = (rows + ROWS - 1) / ROWS;
    Span span = {segment * chunksOfSegment, min((segment + 1) * chunksOfSegment, chunks), rows, rowStride};
    sweepDelta<D>(span, q + of, k + offset, w + offset, u + offset, out + of, corrected == nullptr ? nullptr : corrected + offset,
                  gatesOf(gates, gated, rows, writes), scale,
                  states == nullptr ? nullptr : states + ((long long) blockIdx.y * segments + segment) * D * D,
                  finalState != nullptr && segment == segments - 1 ? finalState + (long long) blockIdx.y * D * D : nullptr,
                  rowStride, {writes}, shared);
}
}

extern "C" {
// W, U and where `inverses` is not null M [batch * heads][chunks][64][64]. Grid: chunks of 64 rows, batch * heads. Shared: 2 tiles of
// 64 x D, and 5760 floats.
__global__ void __launch_bounds__(128)
delta_prepare_64(const bf16* k, const bf16* v, const float* beta, const float* gates, int gated, bf16* w, bf16* u, bf16* inverses,
                 int rows, int writes, int heads, long long batchStride, long long headStride, long long rowStride) {
    prepareChunk<64>(k, v, beta, gates, gated, w, u, inverses, rows, writes, heads, batchStride, headStride, rowStride);
}

__global__ void __launch_bounds__(128, 4)
delta_prepare_128(const bf16* k, const bf16* v, const float* beta, const float* gates, int gated, bf16* w, bf16* u, bf16* inverses,
                  int rows, int writes, int heads, long long batchStride, long long headStride, long long rowStride) {
    prepareChunk<128>(k, v, beta, gates, gated, w, u, inverses, rows, writes, heads, batchStride, headStride, rowStride);
}

// The states before segments [batch * heads][segments][D][D], `initial` or zero before the first. Grid: 1, batch * heads. Shared: 4 stages
// of two tiles of 64 x 64 and one of 64 x 64.
__global__ void __launch_bounds__(256)
delta_chain_64(const bf16* k, const bf16* w, const bf16* u, const float* gates, int gated, const float* initial, float* states,
               int rows, int writes, int heads, int segments, int chunksOfSegment, long long batchStride, long long headStride,
               long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride);
    chain<64, 4>(k + offset, w + offset, u + offset, gatesOf(gates, gated, rows, writes),
                 initial == nullptr ? nullptr : initial + (long long) blockIdx.y * 64 * 64,
                 states + (long long) blockIdx.y * segments * 64 * 64, blockIdx.x * 64, rows, segments, chunksOfSegment, rowStride,
                 shared);
}

// Grid: 4, batch * heads. Shared: 3 stages of two tiles of 64 x 128 and one of 64 x 64.
__global__ void __launch_bounds__(256)
delta_chain_128(const bf16* k, const bf16* w, const bf16* u, const float* gates, int gated, const float* initial, float* states,
                int rows, int writes, int heads, int segments, int chunksOfSegment, long long batchStride, long long headStride,
                long long rowStride) {
    extern __shared__ __align__(128) bf16 shared[];
    long long offset = begin(heads, batchStride, headStride);
    chainOfHalves<3>(k + offset, w + offset, u + offset, gatesOf(gates, gated, rows, writes),
                     initial == nullptr ? nullptr : initial + (long long) blockIdx.y * 128 * 128,
                     states + (long long) blockIdx.y * segments * 128 * 128, blockIdx.x * 32, rows, segments, chunksOfSegment,
                     rowStride, shared);
}

// Outputs, where wanted the corrected values and the final states. Grid: segments, batch * heads. Shared: 6 tiles of 64 x D and one
// of 64 x 64.
__global__ void __launch_bounds__(128, 4)
delta_forward_64(const bf16* q, const bf16* k, const bf16* w, const bf16* u, bf16* out, bf16* corrected, const float* gates,
                 int gated, float scale, const float* states, float* finalState, int rows, int writes, int heads, int segments,
                 int chunksOfSegment, long long batchStride, long long headStride, long long rowStride, long long queryBatchStride,
                 long long queryHeadStride) {
    sweepSegment<64>(q, k, w, u, out, corrected, gates, gated, scale, states, finalState, rows, writes, heads, segments,
                     chunksOfSegment, batchStride, headStride, rowStride, queryBatchStride, queryHeadStride);
}

__global__ void __launch_bounds__(256, 2)
delta_forward_128(const bf16* q, const bf16* k, const bf16* w, const bf16* u, bf16* out, bf16* corrected, const float* gates,
                  int gated, float scale, const float* states, float* finalState, int rows, int writes, int heads, int segments,
                  int chunksOfSegment, long long batchStride, long long headStride, long long rowStride,
                  long long queryBatchStride, long long queryHeadStride) {
    sweepSegment<128>(q, k, w, u, out, corrected, gates, gated, scale, states, finalState, rows, writes, heads, segments,
                      chunksOfSegment, batchStride, headStride, rowStride, queryBatchStride, queryHeadStride);
}
}
