// Attention whose state decays by one number a step, in three phases over segments of a sequence:
//   1. what each segment adds to the state, all segments at once            (accumulate)
//   2. the state before each segment                                        (scan)
//   3. outputs, chunk by chunk, each segment from its state, all at once    (sweep)
// Outputs of few segments go without 2: each of them sums up by itself what those before it add.
//
// One sweep computes, with G the cumulative log decay and the sum over s <= r,
//   out_r = scale sum_s exp(G_r - G_s) (x_r . y_s) z_s + decay of the state's part,   S = sum_s exp(G_end - G_s) y_s z_s^T.
// Outputs are the sweep (q, k, v); its gradients are sweeps too: dq is (do, v, k), and backwards in time, with the sum over s >= r,
// dk is (v, do, q) and dv is (k, q, do).
//
// The state's transpose lies in registers: warp w owns the 16 columns of z from 16 w on, as C fragments, which are at once B
// fragments of the state.
#pragma once
#include "tiles.cuh"

// One sequence of one head, a segment of it.
struct Span {
    int first;          // first chunk
    int last;           // one beyond the last chunk
    int steps;          // of the sequence
    long long stride;   // between the rows of the arrays
};

// Cumulative log2 decays of a chunk, by the first warp: a fixed decay times steps, or sums of gates. Steps beyond the end decay
// nothing.
struct Decays {
    float fixed;           // log2 decay of a step, where there are no gates
    const float* gates;    // natural log decays of the steps of the sequence, or null
    int writes;            // rows of a step, which decays at the first
    float mine[2];

    __device__ float of(int row, int rows) const {
        return row < rows && (writes == 1 || row % writes == 0) ? gates[writes == 1 ? row : row / writes] : 0;
    }

    // Starts loading a chunk's gates; for one warp, as the next.
    __device__ void fetch(const Span& span, int chunk, int lane) {
        if (gates != nullptr) {
            int row = chunk * ROWS + 2 * lane;
            mine[0] = of(row, span.steps);
            mine[1] = of(row + 1, span.steps);
        }
    }

    __device__ void write(const Span& span, int chunk, float* g, int lane) const {
        int row = 2 * lane;
        if (gates != nullptr) {
            float last = mine[1] * LOG2E, sum = mine[0] * LOG2E + last;
#pragma unroll
            for (int d = 1; d < 32; d *= 2) {
                float before = __shfl_up_sync(~0u, sum, d);
                sum += lane >= d ? before : 0;
            }
            g[row] = sum - last;
            g[row + 1] = sum;
        } else {
            int rows = span.steps - chunk * ROWS;
            g[row] = min(row + 1, rows) * fixed;
            g[row + 1] = min(row + 2, rows) * fixed;
        }
    }

    // The same by the first warp of a block.
    __device__ void fetch(const Span& span, int chunk) {
        if (threadIdx.x < 32) {
            fetch(span, chunk, threadIdx.x);
        }
    }

    __device__ void write(const Span& span, int chunk, float* g) const {
        if (threadIdx.x < 32) {
            write(span, chunk, g, threadIdx.x);
        }
    }
};

template <int D> using State = float[D / 8][4];

// Where element (y, z) of the state lies in a matrix of D x D: in row y, or with FLIPPED in row z.
template <int D> __device__ __forceinline__ int place(int y, int z, bool flipped) {
    return flipped ? z * D + y : y * D + z;
}

template <int D> __device__ __forceinline__ void loadState(State<D>& state, const float* from, bool flipped, int column = 0) {
    int lane = threadIdx.x & 31, z = column + (threadIdx.x >> 5) * 16 + (lane >> 2), y = 2 * (lane & 3);
#pragma unroll
    for (int n = 0; n < D / 8; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            state[n][i] = from == nullptr ? 0 : from[place<D>(n * 8 + y + (i & 1), z + (i & 2) * 4, flipped)];
        }
    }
}

template <int D>
__device__ __forceinline__ void storeState(const State<D>& state, float* to, bool flipped, int column = 0) {
    int lane = threadIdx.x & 31, z = column + (threadIdx.x >> 5) * 16 + (lane >> 2), y = 2 * (lane & 3);
#pragma unroll
    for (int n = 0; n < D / 8; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            to[place<D>(n * 8 + y + (i & 1), z + (i & 2) * 4, flipped)] = state[n][i];
        }
    }
}

// The state before a segment from what those before it add and the log2 of their decays, by the operations of `scan` in their order.
template <int D>
__device__ __forceinline__ void sumStates(State<D>& state, const float* initial, const float* added, const float* logs, int segment) {
    int lane = threadIdx.x & 31, z = (threadIdx.x >> 5) * 16 + (lane >> 2), y = 2 * (lane & 3);
    loadState<D>(state, initial, false);
    for (int s = 0; s < segment; s++, added += D * D) {
        float kept = exp2f(logs[s]);
#pragma unroll
        for (int n = 0; n < D / 8; n++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
                state[n][i] = kept * state[n][i] + added[place<D>(n * 8 + y + (i & 1), z + (i & 2) * 4, false)];
            }
        }
    }
}

// The weight with which row s of a chunk enters the state.
template <bool BACKWARDS> __device__ __forceinline__ float entering(const float* g, int s, float scale) {
    return BACKWARDS ? scale * exp2f(g[s]) : exp2f(g[ROWS - 1] - g[s]);
}

// S^T *= factor.
template <int D> __device__ __forceinline__ void shrink(State<D>& state, float factor) {
#pragma unroll
    for (int n = 0; n < D / 8; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            state[n][i] *= factor;
        }
    }
}

// S^T += Z^T Y for 16 rows k of the chunk, Z^T given as fragment.
template <int D> __device__ __forceinline__ void add(State<D>& state, Tall<D> y, int k, const Fragment& z) {
#pragma unroll
    for (int n = 0; n < D / 16; n++) {
        Fragment b = columnsB(y, k * 16, n * 16);
        multiply(state[2 * n], z, b.x[0], b.x[1]);
        multiply(state[2 * n + 1], z, b.x[2], b.x[3]);
    }
}

// S^T <- exp(G_end) S^T + Z^T diag(weights) Y for this warp's 16 columns of Z, given as fragments.
template <int D, bool BACKWARDS>
__device__ __forceinline__ void advance(State<D>& state, Tall<D> y, const Fragment (&z)[ROWS / 16], const float* g,
                                        float scale) {
    int c = threadIdx.x & 3;
    shrink<D>(state, exp2f(g[ROWS - 1]));
#pragma unroll
    for (int k = 0; k < ROWS / 16; k++) {
        int s = k * 16 + 2 * c;
        float w0 = entering<BACKWARDS>(g, s, scale), w1 = entering<BACKWARDS>(g, s + 1, scale);
        float w8 = entering<BACKWARDS>(g, s + 8, scale), w9 = entering<BACKWARDS>(g, s + 9, scale);
        add<D>(state, y, k, {weigh(z[k].x[0], w0, w1), weigh(z[k].x[1], w0, w1), weigh(z[k].x[2], w8, w9),
                             weigh(z[k].x[3], w8, w9)});
    }
}

// Z^T of this warp's 16 columns of a tile W wide.
template <int W> __device__ __forceinline__ void columnsOfWarp(Fragment (&z)[ROWS / 16], Wide<W> tile) {
#pragma unroll
    for (int k = 0; k < ROWS / 16; k++) {
        z[k] = columnsA(tile, k * 16, (threadIdx.x >> 5) * 16);
    }
}

// Phase 1: what a segment adds to the state, in memory as [y][z], and the log2 of the decay over it.
template <int D, int STAGES, bool BACKWARDS>
__device__ void accumulate(const Span& span, const bf16* y, const bf16* z, Decays decays, float scale, float* added,
                           float* over, bf16* shared) {
    constexpr int THREADS = 2 * D, TILE = ROWS * D;
    __shared__ float g[2][ROWS];
    State<D> state;
    loadState<D>(state, nullptr, false);
    float log = 0;
    int count = span.last - span.first;
    auto chunkAt = [&](int i) { return BACKWARDS ? span.last - 1 - i : span.first + i; };
    auto fetch = [&](int i) {
        if (i < count) {
            int chunk = chunkAt(i), rows = span.steps - chunk * ROWS;
            bf16* stage = shared + (i % STAGES) * 2 * TILE;
            long long offset = (long long) chunk * ROWS * span.stride;
            copyTile<D, THREADS>(stage, y + offset, span.stride, rows);
            copyTile<D, THREADS>(stage + TILE, z + offset, span.stride, rows);
        }
        commitCopies();
    };
    for (int i = 0; i < STAGES - 1; i++) {
        fetch(i);
    }
    decays.fetch(span, chunkAt(0));
    for (int i = 0; i < count; i++) {
        decays.write(span, chunkAt(i), g[i & 1]);
        awaitCopies<STAGES - 2>();
        __syncthreads();
        fetch(i + STAGES - 1);
        decays.fetch(span, chunkAt(i + 1 < count ? i + 1 : i));
        const bf16* stage = shared + (i % STAGES) * 2 * TILE;
        Fragment zs[ROWS / 16];
        columnsOfWarp(zs, Wide<D>(stage + TILE));
        advance<D, BACKWARDS>(state, Tall<D>(stage), zs, g[i & 1], scale);
        log += g[i & 1][ROWS - 1];
    }
    storeState<D>(state, added, false);
    if (threadIdx.x == 0) {
        *over = log;
    }
}

// P = scale (X Y^T) * exp of the decay between, where it does not look ahead; other blocks of 16 x 16 stay unwritten.
template <int D, bool BACKWARDS>
__device__ __forceinline__ void scores(bf16* p, Tall<D> x, Wide<D> y, const float* g, float scale) {
    constexpr int WARPS_PER_STRIP = D / 64, BLOCKS = 4 / WARPS_PER_STRIP;
    int warp = threadIdx.x >> 5, lane = threadIdx.x & 31;
    int strip = warp / WARPS_PER_STRIP, block = warp % WARPS_PER_STRIP * BLOCKS;
    float sums[BLOCKS][2][4] = {};
#pragma unroll
    for (int k = 0; k < D / 16; k++) {
        Fragment a = rowsA(x, strip * 16, k * 16);
#pragma unroll
        for (int j = 0; j < BLOCKS; j++) {
            if (BACKWARDS ? block + j >= strip : block + j <= strip) {
                Fragment b = rowsB(y, (block + j) * 16, k * 16);
                multiply(sums[j][0], a, b.x[0], b.x[1]);
                multiply(sums[j][1], a, b.x[2], b.x[3]);
            }
        }
    }
    int row = strip * 16 + (lane >> 2);
    float upper = g[row], lower = g[row + 8];
#pragma unroll
    for (int j = 0; j < BLOCKS; j++) {
        if (BACKWARDS ? block + j >= strip : block + j <= strip) {
#pragma unroll
            for (int n = 0; n < 2; n++) {
                int column = (block + j) * 16 + n * 8 + 2 * (lane & 3);
#pragma unroll
                for (int half = 0; half < 2; half++) {
                    int r = row + half * 8;
                    float mine = half ? lower : upper, weighed[2];
#pragma unroll
                    for (int i = 0; i < 2; i++) {
                        int s = column + i;
                        float decay = exp2f(BACKWARDS ? g[s] - mine : mine - g[s]);
                        weighed[i] = (BACKWARDS ? s >= r : s <= r) ? sums[j][n][half * 2 + i] * decay * scale : 0;
                    }
                    *reinterpret_cast<unsigned*>(p + at<ROWS>(r, column >> 3) + (column & 7)) = pack(weighed[0], weighed[1]);
                }
            }
        }
    }
}

// sums += X S for two strips of 16 rows from strip m on, for this warp's 16 columns.
template <int D> __device__ __forceinline__ void readState(float (&sums)[2][2][4], Tall<D> x, int m, const State<D>& state) {
#pragma unroll
    for (int k = 0; k < D / 16; k++) {
        unsigned b0 = pack(state[2 * k][0], state[2 * k][1]), b1 = pack(state[2 * k + 1][0], state[2 * k + 1][1]);
        unsigned b2 = pack(state[2 * k][2], state[2 * k][3]), b3 = pack(state[2 * k + 1][2], state[2 * k + 1][3]);
#pragma unroll
        for (int i = 0; i < 2; i++) {
            Fragment a = rowsA(x, (m + i) * 16, k * 16);
            multiply(sums[i][0], a, b0, b1);
            multiply(sums[i][1], a, b2, b3);
        }
    }
}

// The rows of a strip times the decay since, or until, the state.
template <bool BACKWARDS> __device__ __forceinline__ void weighRows(float (&sums)[2][4], const float* g, int m, float scale) {
    int row = m * 16 + ((threadIdx.x & 31) >> 2);
    float end = g[ROWS - 1], g0 = g[row], g8 = g[row + 8];
    float upper = BACKWARDS ? exp2f(end - g0) : scale * exp2f(g0);
    float lower = BACKWARDS ? exp2f(end - g8) : scale * exp2f(g8);
#pragma unroll
    for (int n = 0; n < 2; n++) {
        sums[n][0] *= upper;
        sums[n][1] *= upper;
        sums[n][2] *= lower;
        sums[n][3] *= lower;
    }
}

// sums += P Z for 16 rows, for this warp's 16 columns of Z.
template <bool BACKWARDS>
__device__ __forceinline__ void readRows(float (&sums)[2][4], Tall<ROWS> p, int m, const Fragment (&z)[ROWS / 16]) {
#pragma unroll
    for (int k = BACKWARDS ? m : 0; k < (BACKWARDS ? ROWS / 16 : m + 1); k++) {
        Fragment a = rowsA(p, m * 16, k * 16);
        multiply(sums[0], a, z[k].x[0], z[k].x[2]);
        multiply(sums[1], a, z[k].x[1], z[k].x[3]);
    }
}

// Phase 3: the outputs of a segment, from the state before it, which `load` writes; leaves the state after it in `after`, where given.
template <int D, bool BACKWARDS, typename Load>
__device__ void sweep(const Span& span, const bf16* x, const bf16* y, const bf16* z, bf16* out, Decays decays, float scale,
                      const Load& load, float* after, bool flipped, bf16* shared) {
    constexpr int THREADS = 2 * D, TILE = ROWS * D;
    __shared__ float g[2][ROWS];
    bf16* p = shared + 6 * TILE;
    int count = span.last - span.first, warp = threadIdx.x >> 5;
    auto chunkAt = [&](int i) { return BACKWARDS ? span.last - 1 - i : span.first + i; };
    auto fetch = [&](int i) {
        if (i < count) {
            int chunk = chunkAt(i), rows = span.steps - chunk * ROWS;
            bf16* stage = shared + (i & 1) * 3 * TILE;
            long long offset = (long long) chunk * ROWS * span.stride;
            copyTile<D, THREADS>(stage, x + offset, span.stride, rows);
            copyTile<D, THREADS>(stage + TILE, y + offset, span.stride, rows);
            copyTile<D, THREADS>(stage + 2 * TILE, z + offset, span.stride, rows);
            commitCopies();
        }
    };
    fetch(0);
    decays.fetch(span, chunkAt(0));
    State<D> state;
    load(state);
    for (int i = 0; i < count; i++) {
        int chunk = chunkAt(i);
        const float* gs = g[i & 1];
        decays.write(span, chunk, g[i & 1]);
        awaitCopies<0>();
        __syncthreads();
        fetch(i + 1);
        decays.fetch(span, chunkAt(i + 1 < count ? i + 1 : i));
        const bf16* xs = shared + (i & 1) * 3 * TILE;
        const bf16* ys = xs + TILE;
        const bf16* zs = ys + TILE;
        scores<D, BACKWARDS>(p, Tall<D>(xs), Wide<D>(ys), gs, scale);
        Fragment columns[ROWS / 16];
        columnsOfWarp(columns, Wide<D>(zs));
        __syncthreads();
#pragma unroll
        for (int m = 0; m < ROWS / 16; m += 2) {
            float sums[2][2][4] = {};
            readState<D>(sums, Tall<D>(xs), m, state);
#pragma unroll
            for (int j = 0; j < 2; j++) {
                weighRows<BACKWARDS>(sums[j], gs, m + j, scale);
                readRows<BACKWARDS>(sums[j], Tall<ROWS>(p), m + j, columns);
                storeRows(out + warp * 16, span.stride, chunk * ROWS + (m + j) * 16, span.steps, {1}, sums[j][0], sums[j][1]);
            }
        }
        advance<D, BACKWARDS>(state, Tall<D>(ys), columns, gs, scale);
    }
    if (after != nullptr) {
        storeState<D>(state, after, flipped);
    }
}
