// The delta rule, with or without a decay, by chunks of 64 rows (a row is one write; a step may have several):
//
//   A = tril(beta_r (k_r . k_s) exp(G_r - G_s), -1)    M = (I + A)^-1      (prepare, all chunks at once)
//   W = -M diag(beta exp G) K     U = M diag(beta) V
//   C = U + W S                                                            (the values as the state corrects them)
//   O = scale (diag(exp G) Q S + tril(Q K^T * exp(G_r - G_s)) C)
//   S <- exp(G_end) S + (diag(exp(G_end - G)) K)^T C
//
// Only C needs the state, and S one chunk after another (chain); outputs need the states before segments (sweep). A warp holds 16
// columns of the state, transposed, and C^T = U^T + S^T W^T for them comes out as the fragments that S and O need: a chain needs
// neither shared memory nor barriers for its numbers.
#pragma once
#include "decay.cuh"

// The inverse of I + A for strictly lower triangular A, both in a[64][PITCH]: halves by substitution, then M10 = -M11 A10 M00. The
// block above the diagonal stays as it is. For 128 threads; `between` holds 32 x 36.
constexpr int PITCH = 68;

__device__ __forceinline__ float4 four(const float* from) {
    return *reinterpret_cast<const float4*>(from);
}

// sums += left times eight numbers.
__device__ __forceinline__ void addEight(float (&sums)[8], float left, const float* right) {
    float4 low = four(right), high = four(right + 4);
    sums[0] += left * low.x;
    sums[1] += left * low.y;
    sums[2] += left * low.z;
    sums[3] += left * low.w;
    sums[4] += left * high.x;
    sums[5] += left * high.y;
    sums[6] += left * high.z;
    sums[7] += left * high.w;
}

__device__ __forceinline__ void storeEight(float* to, const float (&sums)[8], float sign) {
    *reinterpret_cast<float4*>(to) = make_float4(sign * sums[0], sign * sums[1], sign * sums[2], sign * sums[3]);
    *reinterpret_cast<float4*>(to + 4) = make_float4(sign * sums[4], sign * sums[5], sign * sums[6], sign * sums[7]);
}

__device__ __forceinline__ void invert(float* a, float* between) {
    int thread = threadIdx.x, lane = thread & 31, half = (thread >> 5 & 1) * 32;
    float x[32];
    if (thread < 64) {
        const float* block = a + half * PITCH + half;
#pragma unroll
        for (int i = 0; i < 32; i++) {
            float sums[4] = {i == lane ? 1.0f : 0.0f, 0, 0, 0};    // four chains, so that none waits long for itself
#pragma unroll
            for (int j = 0; j < i; j += 4) {
                float4 row = four(block + i * PITCH + j);
                sums[0] -= row.x * x[j];
                if (j + 1 < i) {
                    sums[1] -= row.y * x[j + 1];
                }
                if (j + 2 < i) {
                    sums[2] -= row.z * x[j + 2];
                }
                if (j + 3 < i) {
                    sums[3] -= row.w * x[j + 3];
                }
            }
            x[i] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        }
    }
    __syncthreads();
    if (thread < 64) {
#pragma unroll
        for (int i = 0; i < 32; i++) {
            a[(half + i) * PITCH + half + lane] = x[i];
        }
    }
    __syncthreads();
    int row = thread >> 2, column = (thread & 3) * 8;
    float sums[8] = {};
#pragma unroll 4
    for (int k = 0; k < 32; k += 4) {
        float4 left = four(a + (32 + row) * PITCH + k);
        addEight(sums, left.x, a + k * PITCH + column);
        addEight(sums, left.y, a + (k + 1) * PITCH + column);
        addEight(sums, left.z, a + (k + 2) * PITCH + column);
        addEight(sums, left.w, a + (k + 3) * PITCH + column);
    }
    storeEight(between + row * 36 + column, sums, 1);
#pragma unroll
    for (int j = 0; j < 8; j++) {
        sums[j] = 0;
    }
    __syncthreads();
#pragma unroll 4
    for (int k = 0; k < 32; k += 4) {
        float4 left = four(a + (32 + row) * PITCH + 32 + k);
        addEight(sums, left.x, between + k * 36 + column);
        addEight(sums, left.y, between + (k + 1) * 36 + column);
        addEight(sums, left.z, between + (k + 2) * 36 + column);
        addEight(sums, left.w, between + (k + 3) * 36 + column);
    }
    storeEight(a + (32 + row) * PITCH + column, sums, -1);
    __syncthreads();
}

// a[r][s] = beta_r (k_r . k_s) exp(G_r - G_s) below the diagonal, 0 elsewhere in blocks that are not above it. For 4 warps.
template <int D> __device__ __forceinline__ void keyProducts(float* a, const bf16* k, const float* beta, const float* g) {
    int strip = threadIdx.x >> 5, lane = threadIdx.x & 31;
    float sums[4][2][4] = {};
    Tall<D> lefts(k);
    Wide<D> rights(k);
#pragma unroll
    for (int i = 0; i < D / 16; i++) {
        Fragment left = rowsA(lefts, strip * 16, i * 16);
#pragma unroll
        for (int j = 0; j < 4; j++) {
            if (j <= strip) {
                Fragment right = rowsB(rights, j * 16, i * 16);
                multiply(sums[j][0], left, right.x[0], right.x[1]);
                multiply(sums[j][1], left, right.x[2], right.x[3]);
            }
        }
    }
#pragma unroll
    for (int j = 0; j < 4; j++) {
        if (j <= strip) {
#pragma unroll
            for (int e = 0; e < 8; e++) {
                int r = strip * 16 + (lane >> 2) + (e & 2) * 4, s = j * 16 + (e >> 2) * 8 + 2 * (lane & 3) + (e & 1);
                a[r * PITCH + s] = s < r ? beta[r] * exp2f(g[r] - g[s]) * sums[j][e >> 2][e & 3] : 0;
            }
        }
    }
}

// Fragment A of 16 x 16 numbers of a[][PITCH], columns weighed.
__device__ __forceinline__ Fragment weighedA(const float* a, int row, int column, const float* weights) {
    int lane = threadIdx.x & 31, r = row + (lane >> 2), s = column + 2 * (lane & 3);
    const float* p = a + r * PITCH + s;
    float w0 = weights[s], w1 = weights[s + 1], w8 = weights[s + 8], w9 = weights[s + 9];
    return {pack(p[0] * w0, p[1] * w1), pack(p[8 * PITCH] * w0, p[8 * PITCH + 1] * w1), pack(p[8] * w8, p[9] * w9),
            pack(p[8 * PITCH + 8] * w8, p[8 * PITCH + 9] * w9)};
}

// One chunk's W and U, and where wanted its M in bf16. For 4 warps; shared: two tiles, a[64][PITCH], between[32 * 36], 4 x 64 floats.
template <int D>
__device__ void prepare(const bf16* k, const bf16* v, const float* beta, Decays decays, bf16* w, bf16* u, bf16* inverse, int chunk,
                        int rows, long long stride, bf16* shared) {
    constexpr int TILE = ROWS * D;
    float* a = reinterpret_cast<float*>(shared + 2 * TILE);
    float* between = a + ROWS * PITCH;
    float* strengths = between + 32 * 36;
    float* g = strengths + ROWS;
    float* erasing = g + ROWS;
    bf16* keys = shared;
    bf16* values = shared + TILE;
    int first = chunk * ROWS, thread = threadIdx.x;
    copyTile<D, 128>(keys, k + first * stride, stride, rows - first);
    copyTile<D, 128>(values, v + first * stride, stride, rows - first);
    commitCopies();
    Span span = {chunk, chunk + 1, rows, stride};
    decays.fetch(span, chunk);
    decays.write(span, chunk, g);
    if (thread >= 64) {
        int row = thread - 64;
        strengths[row] = first + row < rows ? beta[first + row] : 0;
    }
    awaitCopies<0>();
    __syncthreads();
    if (thread < 64) {
        erasing[thread] = -strengths[thread] * exp2f(g[thread]);
    }
    keyProducts<D>(a, keys, strengths, g);
    __syncthreads();
    invert(a, between);
    if (inverse != nullptr) {
        for (int i = 2 * thread; i < ROWS * ROWS; i += 256) {
            int r = i / ROWS, s = i % ROWS;
            float2 pair = s <= r ? *reinterpret_cast<const float2*>(a + r * PITCH + s) : make_float2(0, 0);
            *reinterpret_cast<unsigned*>(inverse + i) = pack(pair.x, s < r ? pair.y : 0);
        }
    }
    int strip = thread >> 5;
#pragma unroll 1
    for (int side = 0; side < 2; side++) {
        Tall<D> tile(side == 0 ? keys : values);
        const float* weights = side == 0 ? erasing : strengths;
        Fragment m[4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
            if (i <= strip) {
                m[i] = weighedA(a, strip * 16, i * 16, weights);
            }
        }
#pragma unroll
        for (int n = 0; n < D / 16; n++) {
            float sums[2][4] = {};
#pragma unroll
            for (int i = 0; i < 4; i++) {
                if (i <= strip) {
                    Fragment b = columnsB(tile, i * 16, n * 16);
                    multiply(sums[0], m[i], b.x[0], b.x[1]);
                    multiply(sums[1], m[i], b.x[2], b.x[3]);
                }
            }
            storeRows((side == 0 ? w : u) + n * 16, stride, first + strip * 16, rows, {1}, sums[0], sums[1]);
        }
    }
}

// S^T of this warp's columns, as fragment A of 16 rows of y.
template <int D> __device__ __forceinline__ Fragment stateA(const State<D>& state, int k) {
    return {pack(state[2 * k][0], state[2 * k][1]), pack(state[2 * k][2], state[2 * k][3]),
            pack(state[2 * k + 1][0], state[2 * k + 1][1]), pack(state[2 * k + 1][2], state[2 * k + 1][3])};
}

// products = (Y S)^T for this warp's columns of S: as C fragments, two for 16 rows of Y.
template <int D>
__device__ __forceinline__ void readTransposed(float (&products)[ROWS / 8][4], Wide<D> y, const State<D>& state) {
#pragma unroll
    for (int k = 0; k < D / 16; k++) {
        Fragment a = stateA<D>(state, k);
#pragma unroll
        for (int n = 0; n < ROWS / 16; n++) {
            Fragment b = rowsB(y, n * 16, k * 16);
            multiply(products[2 * n], a, b.x[0], b.x[1]);
            multiply(products[2 * n + 1], a, b.x[2], b.x[3]);
        }
    }
}

// C^T = U^T + (W S)^T, as columnsOfWarp would load it.
template <int D, int WIDTH>
__device__ __forceinline__ void correct(Fragment (&c)[ROWS / 16], const bf16* w, const bf16* u, const State<D>& state) {
    float sums[ROWS / 8][4];
    columnsOfWarp(c, Wide<WIDTH>(u));
#pragma unroll
    for (int k = 0; k < ROWS / 16; k++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
            sums[2 * k + half][0] = low(c[k].x[2 * half]);
            sums[2 * k + half][1] = high(c[k].x[2 * half]);
            sums[2 * k + half][2] = low(c[k].x[2 * half + 1]);
            sums[2 * k + half][3] = high(c[k].x[2 * half + 1]);
        }
    }
    readTransposed<D>(sums, Wide<D>(w), state);
#pragma unroll
    for (int k = 0; k < ROWS / 16; k++) {
        c[k] = {pack(sums[2 * k][0], sums[2 * k][1]), pack(sums[2 * k][2], sums[2 * k][3]),
                pack(sums[2 * k + 1][0], sums[2 * k + 1][1]), pack(sums[2 * k + 1][2], sums[2 * k + 1][3])};
    }
}

// Four warps that bring the chunks of a chain, STAGES - 1 ahead: W, K and 64 columns of U, and their decays into `g`.
template <int D, int STAGES>
__device__ void carryChunks(const bf16* k, const bf16* w, const bf16* u, Decays decays, float (&g)[2][ROWS], int chunks, int rows,
                            long long stride, int carrier, bf16* shared) {
    constexpr int TILE = ROWS * D, STAGE = 2 * TILE + ROWS * 64, CARRIERS = 128;
    Span span = {0, chunks, rows, stride};
    auto fetch = [&](int i) {
        if (i < chunks) {
            bf16* stage = shared + (i % STAGES) * STAGE;
            long long offset = (long long) i * ROWS * stride;
            copyTile<D, CARRIERS>(stage, w + offset, stride, rows - i * ROWS, carrier);
            copyTile<64, CARRIERS>(stage + 2 * TILE, u + offset, stride, rows - i * ROWS, carrier);
            copyTile<D, CARRIERS>(stage + TILE, k + offset, stride, rows - i * ROWS, carrier);
        }
        commitCopies();
    };
    for (int i = 0; i < STAGES - 1; i++) {
        fetch(i);
    }
    if (carrier < 32) {
        decays.fetch(span, 0, carrier);
    }
    for (int i = 0; i < chunks; i++) {
        if (carrier < 32) {
            decays.write(span, i, g[i & 1], carrier);
            decays.fetch(span, i + 1 < chunks ? i + 1 : i, carrier);
        }
        awaitCopies<STAGES - 2>();
        __syncthreads();
        fetch(i + STAGES - 1);
    }
}

// The states before segments, for 64 columns of values from `column` on: one chunk after another. Of 8 warps four compute, without
// pause, and four bring the chunks to come.
template <int D, int STAGES>
__device__ void chain(const bf16* k, const bf16* w, const bf16* u, Decays decays, const float* initial, float* states, int column,
                      int rows, int segments, int chunksOfSegment, long long stride, bf16* shared) {
    constexpr int TILE = ROWS * D, STAGE = 2 * TILE + ROWS * 64;
    __shared__ float g[2][ROWS];
    int chunks = (segments - 1) * chunksOfSegment;
    if (threadIdx.x >= 128) {
        carryChunks<D, STAGES>(k, w, u + column, decays, g, chunks, rows, stride, threadIdx.x - 128, shared);
    } else {
        State<D> state;
        loadState<D>(state, initial, false, column);
        storeState<D>(state, states, false, column);
        for (int i = 0; i < chunks; i++) {
            __syncthreads();
            const bf16* stage = shared + (i % STAGES) * STAGE;
            Fragment corrected[ROWS / 16];
            correct<D, 64>(corrected, stage, stage + 2 * TILE, state);
            advance<D, false>(state, Tall<D>(stage + TILE), corrected, g[i & 1], 1);
            if ((i + 1) % chunksOfSegment == 0) {
                storeState<D>(state, states + (long long) (i + 1) / chunksOfSegment * D * D, false, column);
            }
        }
    }
}

// The outputs of a segment from the state before it, and where wanted the corrected values. Shared: 6 tiles and scores.
template <int D>
__device__ void sweepDelta(const Span& span, const bf16* q, const bf16* k, const bf16* w, const bf16* u, bf16* out, bf16* corrected,
                           Decays decays, float scale, const float* before, float* after, long long queryStride, QueryRows queries,
                           bf16* shared) {
    constexpr int THREADS = 2 * D, TILE = ROWS * D;
    __shared__ float g[2][ROWS];
    bf16 *ws = shared, *us = shared + TILE, *p = shared + 6 * TILE;
    State<D> state;
    loadState<D>(state, before, false);
    int warp = threadIdx.x >> 5;
    auto stage = [&](int chunk) { return shared + (2 + (chunk - span.first & 1) * 2) * TILE; };
    auto fetchBoth = [&](int chunk) {
        if (chunk < span.last) {
            copyTile<D, THREADS>(stage(chunk), k + (long long) chunk * ROWS * span.stride, span.stride,
                                 span.steps - chunk * ROWS);
            copyQueries<D, THREADS>(stage(chunk) + TILE, q, queryStride, chunk * ROWS, span.steps, queries);
        }
    };
    auto fetch = [&](int chunk) {
        if (chunk < span.last) {
            long long offset = (long long) chunk * ROWS * span.stride;
            int rows = span.steps - chunk * ROWS;
            copyTile<D, THREADS>(ws, w + offset, span.stride, rows);
            copyTile<D, THREADS>(us, u + offset, span.stride, rows);
        }
    };
    fetchBoth(span.first);
    fetch(span.first);
    commitCopies();
    decays.fetch(span, span.first);
    for (int chunk = span.first; chunk < span.last; chunk++) {
        int i = chunk - span.first & 1;
        const float* gs = g[i];
        decays.write(span, chunk, g[i]);
        awaitCopies<0>();
        __syncthreads();
        fetchBoth(chunk + 1);
        decays.fetch(span, chunk + 1 < span.last ? chunk + 1 : chunk);
        const bf16* keys = stage(chunk);
        const bf16* xs = keys + TILE;
        Fragment c[ROWS / 16];
        correct<D, D>(c, ws, us, state);
        scores<D, false>(p, Tall<D>(xs), Wide<D>(keys), gs, scale);
        __syncthreads();
        fetch(chunk + 1);
        commitCopies();
#pragma unroll
        for (int m = 0; m < ROWS / 16; m += 2) {
            float sums[2][2][4] = {};
            readState<D>(sums, Tall<D>(xs), m, state);
#pragma unroll
            for (int j = 0; j < 2; j++) {
                int first = chunk * ROWS + (m + j) * 16;
                weighRows<false>(sums[j], gs, m + j, scale);
                readRows<false>(sums[j], Tall<ROWS>(p), m + j, c);
                storeRows(out + warp * 16, queryStride, first, span.steps, queries, sums[j][0], sums[j][1]);
                if (corrected != nullptr) {
                    storeColumns(corrected + warp * 16, span.stride, first, span.steps, c[m + j]);
                }
            }
        }
        advance<D, false>(state, Tall<D>(keys), c, gs, 1);
    }
    if (after != nullptr) {
        storeState<D>(state, after, false);
    }
}
