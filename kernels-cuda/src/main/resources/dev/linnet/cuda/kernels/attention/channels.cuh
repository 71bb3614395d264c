// Attention whose state decays by a number for each key channel and step (GLA), in the three phases of decay.cuh.
//
// Tiles have 64 rows, but the state moves by strips of 16, whose rows are scaled to the strip's ends: with L the cumulative log decay
// from the strip's begin and E its sum over the strip,
//
//   Qs = q exp(L) (from the begin to the row)       Ks = k exp(E - L) (from the row to the end),
//
// factors of at most 1 both. Then for a strip, S its state at the begin, P_rs = scale sum_i q_ri k_si exp(L_ri - L_si) for s <= r,
//
//   O = scale Qs S + P V        S <- diag(exp E) S + Ks^T V
//   dQ = scale exp(L) (dO S^T) + exp(L - E) (scale tril(dO V^T)) Ks
//   dV = Ks S' + P^T dO         S' <- diag(exp E) S' + (scale Qs)^T dO       (S' the state's gradient at the end, strips backwards)
//   dK = exp(E - L) (V S'^T) + exp(-L) (scale tril(dO V^T))^T Qs
//
// P comes from Qs exp(-E) and Ks. Where a channel decays by more than 2^60 within a strip, exp(-E) may overflow: such strips are
// computed element by element, which is slow and right.
#pragma once
#include "decay.cuh"

constexpr int STRIP = 16, STRIPS = ROWS / STRIP;
constexpr float STEEPEST = -60;

// What a block keeps of a chunk's decays, after `scaleTiles`.
template <int D> struct Channels {
    float* logs;       // [64][D] log2 decays, then L
    float* totals;     // [STRIPS][D] E
    int* steep;        // [STRIPS] whether a channel decays too much

    static constexpr int BYTES = (ROWS + STRIPS) * D * 4 + 64;

    __device__ explicit Channels(bf16* memory) {
        logs = reinterpret_cast<float*>(memory);
        totals = logs + ROWS * D;
        steep = reinterpret_cast<int*>(totals + STRIPS * D);
    }
};

// Starts the copy of a chunk's gates: natural logs in float, 16 bytes at a time; rows beyond the end become zero.
template <int D, int THREADS> __device__ __forceinline__ void copyGates(float* to, const float* from, long long stride, int rows) {
    constexpr int PIECES = D / 4, STEP = THREADS / PIECES;
    int row = threadIdx.x / PIECES, piece = threadIdx.x % PIECES * 4;
    const bf16* first = reinterpret_cast<const bf16*>(from);
    to += row * D + piece;
    from += row * stride + piece;
#pragma unroll
    for (int i = 0; i < ROWS / STEP; i++) {
        copyPiece(reinterpret_cast<bf16*>(to + i * STEP * D), reinterpret_cast<const bf16*>(from), row + i * STEP < rows, first);
        from += STEP * stride;
    }
}

// Qs and Ks in place of q and k (either may be missing), L in place of log decays, E, and where FLAGGED which strips are steep. Each thread has two channels of a strip.
template <int D, bool FLAGGED> __device__ __forceinline__ void scaleTiles(const Channels<D>& of, bf16* q, bf16* k) {
    int strip = threadIdx.x / (D / 2), channel = threadIdx.x % (D / 2) * 2;
    if (strip < STRIPS) {
        float sum0 = 0, sum1 = 0;
#pragma unroll 4
        for (int i = 0; i < STRIP; i++) {
            int row = strip * STRIP + i;
            float2* log = reinterpret_cast<float2*>(of.logs + row * D + channel);
            sum0 += log->x * LOG2E;
            sum1 += log->y * LOG2E;
            *log = make_float2(sum0, sum1);
            if (q != nullptr) {
                unsigned* x = reinterpret_cast<unsigned*>(q + at<D>(row, channel >> 3) + (channel & 7));
                *x = weigh(*x, exp2f(sum0), exp2f(sum1));
            }
        }
        *reinterpret_cast<float2*>(of.totals + strip * D + channel) = make_float2(sum0, sum1);
        if (k != nullptr) {
#pragma unroll 4
            for (int i = 0; i < STRIP; i++) {
                int row = strip * STRIP + i;
                float2 log = *reinterpret_cast<float2*>(of.logs + row * D + channel);
                unsigned* x = reinterpret_cast<unsigned*>(k + at<D>(row, channel >> 3) + (channel & 7));
                *x = weigh(*x, exp2f(sum0 - log.x), exp2f(sum1 - log.y));
            }
        }
        if (FLAGGED && (sum0 < STEEPEST || sum1 < STEEPEST)) {
            atomicOr(of.steep + strip, 1);
        }
    }
}

// Where the queries and keys of a chunk lie in memory, for steep strips.
struct Raw {
    const bf16* q;
    const bf16* k;
    long long stride;
    int rows;
};

// Stores a strip's 16 x 16 numbers in p, but those that look ahead: columns after the row, or FLIPPED before it.
template <bool FLIPPED> __device__ __forceinline__ void storeStrip(bf16* p, const float (&sums)[2][4], int strip, float scale) {
    int lane = threadIdx.x & 31;
#pragma unroll
    for (int n = 0; n < 2; n++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
            int a = (lane >> 2) + half * 8, b = n * 8 + 2 * (lane & 3);
            float x0 = (FLIPPED ? b >= a : b <= a) ? sums[n][half * 2] * scale : 0;
            float x1 = (FLIPPED ? b + 1 >= a : b + 1 <= a) ? sums[n][half * 2 + 1] * scale : 0;
            int row = strip * STRIP + a, column = strip * STRIP + b;
            *reinterpret_cast<unsigned*>(p + at<ROWS>(row, column >> 3) + (column & 7)) = pack(x0, x1);
        }
    }
}

// P of a strip at p[16 strip..][16 strip..], by one warp: P[r][s] = scale sum_i q_ri k_si exp(L_ri - L_si); FLIPPED: P^T.
template <int D, bool FLIPPED>
__device__ __forceinline__ void stripScores(bf16* p, const bf16* q, const bf16* k, const Channels<D>& of, int strip, float scale,
                                            const Raw& raw) {
    int lane = threadIdx.x & 31, c = lane & 3, first = strip * STRIP;
    float sums[2][4] = {};
    if (of.steep[strip]) {
#pragma unroll 1
        for (int e = 0; e < 8; e++) {
            int a = first + (lane >> 2) + (e & 2) * 4, b = first + (e >> 2) * 8 + 2 * c + (e & 1);
            int r = FLIPPED ? b : a, s = FLIPPED ? a : b;
            float sum = 0;
            if (s <= r && r < raw.rows) {
                for (int i = 0; i < D; i++) {
                    sum += __bfloat162float(raw.q[r * raw.stride + i]) * __bfloat162float(raw.k[s * raw.stride + i])
                            * exp2f(of.logs[r * D + i] - of.logs[s * D + i]);
                }
            }
            sums[e >> 2][e & 3] = sum;
        }
    } else {
        Tall<D> left(FLIPPED ? k : q);
        Wide<D> right(FLIPPED ? q : k);
        const float* total = of.totals + strip * D + 2 * c;
#pragma unroll
        for (int i = 0; i < D / 16; i++) {
            float e0 = exp2f(-total[i * 16]), e1 = exp2f(-total[i * 16 + 1]);
            float e8 = exp2f(-total[i * 16 + 8]), e9 = exp2f(-total[i * 16 + 9]);
            Fragment a = rowsA(left, first, i * 16), b = rowsB(right, first, i * 16);
            a = {weigh(a.x[0], e0, e1), weigh(a.x[1], e0, e1), weigh(a.x[2], e8, e9), weigh(a.x[3], e8, e9)};
            multiply(sums[0], a, b.x[0], b.x[1]);
            multiply(sums[1], a, b.x[2], b.x[3]);
        }
    }
    storeStrip<FLIPPED>(p, sums, strip, scale);
}

// A strip of plain products x y^T, scaled, where they do not look ahead; by one warp.
template <int D, bool FLIPPED>
__device__ __forceinline__ void stripProducts(bf16* p, const bf16* x, const bf16* y, int strip, float scale) {
    float sums[2][4] = {};
    Tall<D> left(x);
    Wide<D> right(y);
#pragma unroll
    for (int i = 0; i < D / 16; i++) {
        Fragment a = rowsA(left, strip * STRIP, i * 16), b = rowsB(right, strip * STRIP, i * 16);
        multiply(sums[0], a, b.x[0], b.x[1]);
        multiply(sums[1], a, b.x[2], b.x[3]);
    }
    storeStrip<FLIPPED>(p, sums, strip, scale);
}

// The state's transpose has rows z and columns y; keys are its columns (KEYED), or its rows.
template <int D, bool KEYED> __device__ __forceinline__ void decayState(State<D>& state, const float* total) {
    int lane = threadIdx.x & 31, c = lane & 3;
    if (KEYED) {
#pragma unroll
        for (int n = 0; n < D / 8; n++) {
            float e0 = exp2f(total[n * 8 + 2 * c]), e1 = exp2f(total[n * 8 + 2 * c + 1]);
            state[n][0] *= e0;
            state[n][1] *= e1;
            state[n][2] *= e0;
            state[n][3] *= e1;
        }
    } else {
        int row = (threadIdx.x >> 5) * 16 + (lane >> 2);
        float e0 = exp2f(total[row]), e8 = exp2f(total[row + 8]);
#pragma unroll
        for (int n = 0; n < D / 8; n++) {
            state[n][0] *= e0;
            state[n][1] *= e0;
            state[n][2] *= e8;
            state[n][3] *= e8;
        }
    }
}

// What a segment adds to the state, [key][value] in memory, and the log2 decays over it. Shared: 2 tiles and Channels.
template <int D, bool BACKWARDS>
__device__ void accumulateChannels(const Span& span, const bf16* keys, const bf16* values, const float* gates, float scale, float* added,
                                   float* decays, bf16* shared) {
    constexpr int THREADS = 2 * D, TILE = ROWS * D;
    Channels<D> of(shared + 2 * TILE);
    bf16 *ks = shared, *vs = shared + TILE;
    State<D> state;
    loadState<D>(state, nullptr, false);
    float sum = 0;
    int count = span.last - span.first;
    auto fetch = [&](int i) {
        if (i < count) {
            int chunk = BACKWARDS ? span.last - 1 - i : span.first + i, rows = span.steps - chunk * ROWS;
            long long offset = (long long) chunk * ROWS * span.stride;
            copyTile<D, THREADS>(ks, keys + offset, span.stride, rows);
            copyTile<D, THREADS>(vs, values + offset, span.stride, rows);
            copyGates<D, THREADS>(of.logs, gates + offset, span.stride, rows);
        }
        commitCopies();
    };
    fetch(0);
    for (int i = 0; i < count; i++) {
        awaitCopies<0>();
        __syncthreads();
        scaleTiles<D, false>(of, BACKWARDS ? ks : nullptr, BACKWARDS ? nullptr : ks);
        __syncthreads();
        Fragment columns[STRIPS];
        columnsOfWarp(columns, Wide<D>(vs));
        Tall<D> y(ks);
#pragma unroll
        for (int j = 0; j < STRIPS; j++) {
            int strip = BACKWARDS ? STRIPS - 1 - j : j;
            decayState<D, true>(state, of.totals + strip * D);
            const Fragment& z = columns[strip];
            add<D>(state, y, strip,
                   BACKWARDS ? Fragment{weigh(z.x[0], scale, scale), weigh(z.x[1], scale, scale), weigh(z.x[2], scale, scale),
                                        weigh(z.x[3], scale, scale)}
                             : z);
            if (threadIdx.x < D) {
                sum += of.totals[strip * D + threadIdx.x];
            }
        }
        __syncthreads();
        fetch(i + 1);
    }
    storeState<D>(state, added, false);
    if (threadIdx.x < D) {
        decays[threadIdx.x] = sum;
    }
}

// Outputs (z the values), or BACKWARDS gradients of the values (z those of the outputs): the state has keys as columns of its
// transpose. Shared: 3 tiles, one of 64 x 64, and Channels.
template <int D, bool BACKWARDS>
__device__ void sweepValues(const Span& span, const bf16* q, const bf16* k, const bf16* z, const float* gates, bf16* out, float scale,
                            const float* before, float* after, bf16* shared) {
    constexpr int THREADS = 2 * D, TILE = ROWS * D;
    bf16 *qs = shared, *ks = shared + TILE, *zs = shared + 2 * TILE, *p = shared + 3 * TILE;
    Channels<D> of(p + ROWS * ROWS);
    State<D> state;
    loadState<D>(state, before, false);
    int warp = threadIdx.x >> 5, count = span.last - span.first;
    auto chunkAt = [&](int i) { return BACKWARDS ? span.last - 1 - i : span.first + i; };
    auto fetch = [&](int i) {
        if (i < count) {
            int chunk = chunkAt(i), rows = span.steps - chunk * ROWS;
            long long offset = (long long) chunk * ROWS * span.stride;
            copyTile<D, THREADS>(qs, q + offset, span.stride, rows);
            copyTile<D, THREADS>(ks, k + offset, span.stride, rows);
            copyTile<D, THREADS>(zs, z + offset, span.stride, rows);
            copyGates<D, THREADS>(of.logs, gates + offset, span.stride, rows);
        }
        commitCopies();
    };
    fetch(0);
    for (int i = 0; i < count; i++) {
        int chunk = chunkAt(i);
        if (threadIdx.x < STRIPS) {
            of.steep[threadIdx.x] = 0;
        }
        awaitCopies<0>();
        __syncthreads();
        scaleTiles<D, true>(of, qs, ks);
        __syncthreads();
        Raw raw = {q + (long long) chunk * ROWS * span.stride, k + (long long) chunk * ROWS * span.stride, span.stride,
                   span.steps - chunk * ROWS};
        if (warp < STRIPS) {
            stripScores<D, BACKWARDS>(p, qs, ks, of, warp, scale, raw);
        }
        Fragment columns[STRIPS];
        columnsOfWarp(columns, Wide<D>(zs));
        __syncthreads();
        Tall<D> x(BACKWARDS ? ks : qs), y(BACKWARDS ? qs : ks);
        Tall<ROWS> scored(p);
#pragma unroll
        for (int j = 0; j < STRIPS; j++) {
            int strip = BACKWARDS ? STRIPS - 1 - j : j;
            float sums[2][4] = {};
#pragma unroll
            for (int n = 0; n < D / 16; n++) {
                Fragment a = rowsA(x, strip * STRIP, n * 16);
                multiply(sums[0], a, pack(state[2 * n][0], state[2 * n][1]), pack(state[2 * n + 1][0], state[2 * n + 1][1]));
                multiply(sums[1], a, pack(state[2 * n][2], state[2 * n][3]), pack(state[2 * n + 1][2], state[2 * n + 1][3]));
            }
            if (!BACKWARDS) {
#pragma unroll
                for (int e = 0; e < 8; e++) {
                    sums[e >> 2][e & 3] *= scale;
                }
            }
            const Fragment& w = columns[strip];
            Fragment a = rowsA(scored, strip * STRIP, strip * STRIP);
            multiply(sums[0], a, w.x[0], w.x[2]);
            multiply(sums[1], a, w.x[1], w.x[3]);
            storeRows(out + warp * 16, span.stride, chunk * ROWS + strip * STRIP, span.steps, {1}, sums[0], sums[1]);
            decayState<D, true>(state, of.totals + strip * D);
            add<D>(state, y, strip,
                   BACKWARDS ? Fragment{weigh(w.x[0], scale, scale), weigh(w.x[1], scale, scale), weigh(w.x[2], scale, scale),
                                        weigh(w.x[3], scale, scale)}
                             : w);
        }
        __syncthreads();
        fetch(i + 1);
    }
    if (after != nullptr) {
        storeState<D>(state, after, false);
    }
}

// Gradients of queries, or BACKWARDS of keys: the state has keys as rows of its transpose. x . y are values' products: dO and v for
// queries, v and dO for keys; z keys for queries, queries for keys. Shared as above.
template <int D, bool BACKWARDS>
__device__ void sweepKeyed(const Span& span, const bf16* x, const bf16* y, const bf16* z, const float* gates, bf16* out, float scale,
                           const float* before, bf16* shared) {
    constexpr int THREADS = 2 * D, TILE = ROWS * D;
    bf16 *xs = shared, *ys = shared + TILE, *zs = shared + 2 * TILE, *p = shared + 3 * TILE;
    Channels<D> of(p + ROWS * ROWS);
    State<D> state;
    loadState<D>(state, before, true);
    int warp = threadIdx.x >> 5, lane = threadIdx.x & 31, c = lane & 3, count = span.last - span.first;
    auto chunkAt = [&](int i) { return BACKWARDS ? span.last - 1 - i : span.first + i; };
    auto fetch = [&](int i) {
        if (i < count) {
            int chunk = chunkAt(i), rows = span.steps - chunk * ROWS;
            long long offset = (long long) chunk * ROWS * span.stride;
            copyTile<D, THREADS>(xs, x + offset, span.stride, rows);
            copyTile<D, THREADS>(ys, y + offset, span.stride, rows);
            copyTile<D, THREADS>(zs, z + offset, span.stride, rows);
            copyGates<D, THREADS>(of.logs, gates + offset, span.stride, rows);
        }
        commitCopies();
    };
    fetch(0);
    for (int i = 0; i < count; i++) {
        int chunk = chunkAt(i);
        if (threadIdx.x < STRIPS) {
            of.steep[threadIdx.x] = 0;
        }
        awaitCopies<0>();
        __syncthreads();
        scaleTiles<D, true>(of, BACKWARDS ? zs : nullptr, BACKWARDS ? nullptr : zs);
        if (warp < STRIPS) {
            stripProducts<D, BACKWARDS>(p, xs, ys, warp, scale);
        }
        __syncthreads();
        Fragment columns[STRIPS];
        columnsOfWarp(columns, Wide<D>(zs));
        Tall<D> left(xs), right(ys);
        Tall<ROWS> scored(p);
#pragma unroll
        for (int j = 0; j < STRIPS; j++) {
            int strip = BACKWARDS ? STRIPS - 1 - j : j;
            const float* total = of.totals + strip * D;
            float read[2][4] = {}, inside[2][4] = {};
#pragma unroll
            for (int n = 0; n < D / 16; n++) {
                Fragment a = rowsA(left, strip * STRIP, n * 16);
                multiply(read[0], a, pack(state[2 * n][0], state[2 * n][1]), pack(state[2 * n + 1][0], state[2 * n + 1][1]));
                multiply(read[1], a, pack(state[2 * n][2], state[2 * n][3]), pack(state[2 * n + 1][2], state[2 * n + 1][3]));
            }
            const Fragment& w = columns[strip];
            Fragment a = rowsA(scored, strip * STRIP, strip * STRIP);
            multiply(inside[0], a, w.x[0], w.x[2]);
            multiply(inside[1], a, w.x[1], w.x[3]);
            bool steep = of.steep[strip];
#pragma unroll
            for (int e = 0; e < 8; e++) {
                int row = strip * STRIP + (lane >> 2) + (e & 2) * 4, channel = warp * 16 + (e >> 2) * 8 + 2 * c + (e & 1);
                float log = of.logs[row * D + channel], end = total[channel];
                float& sum = read[e >> 2][e & 3];
                sum *= BACKWARDS ? exp2f(end - log) : scale * exp2f(log);
                if (!steep) {
                    sum += inside[e >> 2][e & 3] * exp2f(BACKWARDS ? -log : log - end);
                } else if (chunk * ROWS + row < span.steps) {
                    const bf16* raw = z + (long long) chunk * ROWS * span.stride + channel;
                    for (int s = BACKWARDS ? row : strip * STRIP; s <= (BACKWARDS ? strip * STRIP + STRIP - 1 : row); s++) {
                        if (chunk * ROWS + s < span.steps) {
                            float other = of.logs[s * D + channel];
                            sum += __bfloat162float(p[at<ROWS>(row, s >> 3) + (s & 7)]) * __bfloat162float(raw[s * span.stride])
                                    * exp2f(BACKWARDS ? other - log : log - other);
                        }
                    }
                }
            }
            storeRows(out + warp * 16, span.stride, chunk * ROWS + strip * STRIP, span.steps, {1}, read[0], read[1]);
            decayState<D, false>(state, total);
            add<D>(state, right, strip,
                   BACKWARDS ? Fragment{weigh(w.x[0], scale, scale), weigh(w.x[1], scale, scale), weigh(w.x[2], scale, scale),
                                        weigh(w.x[3], scale, scale)}
                             : w);
        }
        __syncthreads();
        fetch(i + 1);
    }
}

// Gradients of the log decays of a segment: g'_t = sum over s >= t of (q_s q'_s - k_s k'_s) in each channel, and of the state after
// the segment the rows of S * S'. For D / 2 threads x 4 groups of rows.
template <int D>
__device__ void channelGradient(const bf16* q, const bf16* dq, const bf16* k, const bf16* dk, const float* state, const float* dState,
                                float* gradient, int from, int to, long long stride) {
    constexpr int PAIRS = D / 2, GROUPS = 4, PART = 32;
    __shared__ float2 sums[GROUPS][PAIRS];
    __shared__ float carried[D];
    int pair = threadIdx.x % PAIRS, group = threadIdx.x / PAIRS, warp = threadIdx.x >> 5, lane = threadIdx.x & 31;
    for (int row = warp; row < D; row += GROUPS * PAIRS / 32) {
        float sum = 0;
        if (state != nullptr && dState != nullptr) {
            for (int i = lane; i < D; i += 32) {
                sum += state[row * D + i] * dState[row * D + i];
            }
        }
#pragma unroll
        for (int d = 16; d > 0; d /= 2) {
            sum += __shfl_xor_sync(~0u, sum, d);
        }
        if (lane == 0) {
            carried[row] = sum;
        }
    }
    __syncthreads();
    float2 carry = make_float2(carried[2 * pair], carried[2 * pair + 1]);
    for (int end = to; end > from; end -= GROUPS * PART) {
        int first = max(from, end - (group + 1) * PART), last = end - group * PART;
        float2 sum = make_float2(0, 0);
        for (int pass = 0; pass < 2; pass++) {
            float2 running = sum;
            if (pass == 1) {
                running = carry;
                for (int i = 0; i < GROUPS; i++) {
                    float2 other = sums[i][pair];
                    if (i < group) {
                        running.x += other.x;
                        running.y += other.y;
                    }
                    carry.x += other.x;
                    carry.y += other.y;
                }
            }
#pragma unroll 4
            for (int row = last - 1; row >= first; row--) {
                long long place = row * stride + 2 * pair;
                unsigned a = *reinterpret_cast<const unsigned*>(q + place), b = *reinterpret_cast<const unsigned*>(dq + place);
                unsigned x = *reinterpret_cast<const unsigned*>(k + place), y = *reinterpret_cast<const unsigned*>(dk + place);
                running.x += low(a) * low(b) - low(x) * low(y);
                running.y += high(a) * high(b) - high(x) * high(y);
                if (pass == 1) {
                    *reinterpret_cast<float2*>(gradient + place) = running;
                }
            }
            if (pass == 0) {
                sums[group][pair] = running;
            }
            __syncthreads();
        }
    }
}
