// The chain of delta.cuh for wide heads, with two warps for 16 columns of the state: each has half of its rows. They exchange what W reads
// from their halves, and a block needs half of the columns, so that twice as many multiprocessors work on a chain.
#pragma once
#include "delta.cuh"

// Half of the state's rows, from 64 * part on, for 16 columns from `column` on.
__device__ __forceinline__ void loadHalf(State<64>& half, const float* from, int part, int column) {
    int lane = threadIdx.x & 31, z = column + (lane >> 2), y = part * 64 + 2 * (lane & 3);
#pragma unroll
    for (int n = 0; n < 8; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            half[n][i] = from == nullptr ? 0 : from[(y + n * 8 + (i & 1)) * 128 + z + (i & 2) * 4];
        }
    }
}

__device__ __forceinline__ void storeHalf(const State<64>& half, float* to, int part, int column) {
    int lane = threadIdx.x & 31, z = column + (lane >> 2), y = part * 64 + 2 * (lane & 3);
#pragma unroll
    for (int n = 0; n < 8; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            to[(y + n * 8 + (i & 1)) * 128 + z + (i & 2) * 4] = half[n][i];
        }
    }
}

// sums += those of the other half's warp, by way of shared memory; 64 threads with the same `pair` meet.
__device__ __forceinline__ void exchange(float (&sums)[ROWS / 8][4], float4* mine, const float4* other, int pair) {
    int lane = threadIdx.x & 31;
#pragma unroll
    for (int i = 0; i < ROWS / 8; i++) {
        mine[i * 32 + lane] = make_float4(sums[i][0], sums[i][1], sums[i][2], sums[i][3]);
    }
    asm volatile("bar.sync %0, 64;" ::"r"(1 + pair) : "memory");
#pragma unroll
    for (int i = 0; i < ROWS / 8; i++) {
        float4 x = other[i * 32 + lane];
        sums[i][0] += x.x;
        sums[i][1] += x.y;
        sums[i][2] += x.z;
        sums[i][3] += x.w;
    }
}

// The states before segments, for 32 columns of values from `column` on. Of 8 warps four compute and four bring the chunks to come.
template <int STAGES>
__device__ void chainOfHalves(const bf16* k, const bf16* w, const bf16* u, Decays decays, const float* initial, float* states,
                              int column, int rows, int segments, int chunksOfSegment, long long stride, bf16* shared) {
    constexpr int TILE = ROWS * 128, STAGE = 2 * TILE + ROWS * 64;
    __shared__ float g[2][ROWS];
    __shared__ float4 partial[4][ROWS / 8 * 32];
    int chunks = (segments - 1) * chunksOfSegment, first = column / 64 * 64;
    if (threadIdx.x >= 128) {
        carryChunks<128, STAGES>(k, w, u + first, decays, g, chunks, rows, stride, threadIdx.x - 128, shared);
        return;
    }
    int warp = threadIdx.x >> 5, part = warp >> 1, pair = warp & 1, mine = column + pair * 16, c = threadIdx.x & 3;
    State<64> half;
    loadHalf(half, initial, part, mine);
    storeHalf(half, states, part, mine);
    for (int i = 0; i < chunks; i++) {
        __syncthreads();
        const bf16* stage = shared + (i % STAGES) * STAGE;
        const float* gs = g[i & 1];
        Fragment z[ROWS / 16];
        float sums[ROWS / 8][4] = {};
        Wide<64> values(stage + 2 * TILE);
        values.address ^= (mine - first) * 2;    // 16 columns are 32 bytes, two pieces of a swizzled row
        if (part == 0) {
#pragma unroll
            for (int n = 0; n < ROWS / 16; n++) {
                Fragment x = columnsA(values, n * 16, 0);
#pragma unroll
                for (int side = 0; side < 2; side++) {
                    sums[2 * n + side][0] = low(x.x[2 * side]);
                    sums[2 * n + side][1] = high(x.x[2 * side]);
                    sums[2 * n + side][2] = low(x.x[2 * side + 1]);
                    sums[2 * n + side][3] = high(x.x[2 * side + 1]);
                }
            }
        }
        Wide<128> reading(stage);
        reading.address += part * 128;
#pragma unroll
        for (int n = 0; n < 4; n++) {
            Fragment a = stateA<64>(half, n);
#pragma unroll
            for (int r = 0; r < ROWS / 16; r++) {
                Fragment b = rowsB(reading, r * 16, n * 16);
                multiply(sums[2 * r], a, b.x[0], b.x[1]);
                multiply(sums[2 * r + 1], a, b.x[2], b.x[3]);
            }
        }
        exchange(sums, partial[warp], partial[warp ^ 2], pair);
        shrink<64>(half, exp2f(gs[ROWS - 1]));
        Tall<128> writing(stage + TILE);
        writing.address += part * 128;
#pragma unroll
        for (int n = 0; n < ROWS / 16; n++) {
            int s = n * 16 + 2 * c;
            float w0 = entering<false>(gs, s, 1), w1 = entering<false>(gs, s + 1, 1);
            float w8 = entering<false>(gs, s + 8, 1), w9 = entering<false>(gs, s + 9, 1);
            // rounded to bf16 first, as outputs and gradients take the corrected values
            z[n] = {weigh(pack(sums[2 * n][0], sums[2 * n][1]), w0, w1), weigh(pack(sums[2 * n][2], sums[2 * n][3]), w0, w1),
                    weigh(pack(sums[2 * n + 1][0], sums[2 * n + 1][1]), w8, w9),
                    weigh(pack(sums[2 * n + 1][2], sums[2 * n + 1][3]), w8, w9)};
#pragma unroll
            for (int m = 0; m < 4; m++) {
                Fragment b = columnsB(writing, n * 16, m * 16);
                multiply(half[2 * m], z[n], b.x[0], b.x[1]);
                multiply(half[2 * m + 1], z[n], b.x[2], b.x[3]);
            }
        }
        if ((i + 1) % chunksOfSegment == 0) {
            storeHalf(half, states + (long long) (i + 1) / chunksOfSegment * 128 * 128, part, mine);
        }
    }
}
