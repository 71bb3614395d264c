// The gradient of the log decays of a segment, from the outputs and the values, for rules that are linear in values and state: all that a
// decay lets pass arrives in later outputs, and what arrives there does not come from later values. So with the states and their
// gradients after the segment
//
//   g'_t = sum over rows r >= t of the segment (o_r . o'_r - v_r . v'_r) + <S, S'>.
#pragma once
#include "tiles.cuh"

__device__ __forceinline__ float dot(const bf16* a, const bf16* b, int piece) {
    uint4 x = reinterpret_cast<const uint4*>(a)[piece], y = reinterpret_cast<const uint4*>(b)[piece];
    return low(x.x) * low(y.x) + high(x.x) * high(y.x) + low(x.y) * low(y.y) + high(x.y) * high(y.y) + low(x.z) * low(y.z)
            + high(x.z) * high(y.z) + low(x.w) * low(y.w) + high(x.w) * high(y.w);
}

__device__ __forceinline__ float warpSum(float x) {
#pragma unroll
    for (int d = 16; d > 0; d /= 2) {
        x += __shfl_xor_sync(~0u, x, d);
    }
    return x;
}

// For 256 threads; rows from `from` to `to` of the sequence; `state` and `dState` after them, or null for zero.
template <int D>
__device__ void gateGradient(const bf16* out, const bf16* dOut, const bf16* v, const bf16* dv, const float* state, const float* dState,
                             float* gradient, int from, int to, long long stride, QueryRows queries) {
    __shared__ float sums[ROWS], carried[8];
    int thread = threadIdx.x, warp = thread >> 5, lane = thread & 31;
    float sum = 0;
    if (state != nullptr && dState != nullptr) {
        for (int i = thread; i < D * D; i += 256) {
            sum += state[i] * dState[i];
        }
    }
    sum = warpSum(sum);
    if (lane == 0) {
        carried[warp] = sum;
    }
    __syncthreads();
    float carry = 0;
    for (int i = 0; i < 8; i++) {
        carry += carried[i];
    }
    constexpr int LANES = D / 8;
    for (int end = to; end > from; end -= ROWS) {
        int begin = max(from, end - ROWS);
        for (int i = thread / LANES; i < ROWS; i += 256 / LANES) {
            int row = begin + i, piece = thread % LANES;
            float part = 0;
            if (row < end) {
                part = -dot(v + row * stride, dv + row * stride, piece);
                if (queries.has(row)) {
                    long long place = queries.step(row) * stride;
                    part += dot(out + place, dOut + place, piece);
                }
            }
#pragma unroll
            for (int d = LANES / 2; d > 0; d /= 2) {
                part += __shfl_xor_sync(~0u, part, d);
            }
            if (piece == 0) {
                sums[i] = part;
            }
        }
        __syncthreads();
        if (warp == 0) {
            float upper = sums[2 * lane], both = upper + sums[2 * lane + 1];
#pragma unroll
            for (int d = 1; d < 32; d *= 2) {
                float later = __shfl_down_sync(~0u, both, d);
                both += lane + d < 32 ? later : 0;
            }
            sums[2 * lane] = both;
            sums[2 * lane + 1] = both - upper;
        }
        __syncthreads();
        if (thread < end - begin && (begin + thread) % queries.writes == 0) {
            gradient[(begin + thread) / queries.writes] = carry + sums[thread];
        }
        carry += sums[0];
        __syncthreads();
    }
}
