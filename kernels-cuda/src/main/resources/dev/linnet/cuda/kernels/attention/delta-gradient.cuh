// Gradients of the delta rule, from what its forward pass leaves: W, U's corrected values C, M of each chunk, states before segments.
// With primes for gradients, S' of the state after a chunk, P = tril(scale Q K^T * exp(G_r - G_s)):
//
//   C' = P^T O' + diag(exp(G_end - G)) K S'                  (local: all chunks at once; chain: one after another, backwards)
//   S' <- exp(G_end) S' + (diag(scale exp G) Q)^T O' + W^T C'
//   Q' = scale diag(exp G) O' S^T + tril(scale O' C^T * exp(G_r - G_s)) K        W' = C' S^T            (sweep forwards)
//   K' = tril(scale O' C^T * ...)^T Q + diag(exp(G_end - G)) C S'^T                                     (sweep backwards)
//
// and of W = M (-beta exp(G) K) and U = M (beta V), in each chunk (finish):
//
//   X = M^T C'   Y = M^T W'   V' = beta X   beta' = rowsum(X * V) - exp(G) rowsum(Y * K)   K' -= beta exp(G) Y
//   A' = tril(-M^T M' M^T, -1)   M' = C' (beta V)^T - W' (beta exp(G) K)^T   N = beta A' * exp(G_r - G_s)
//   K' += (N + N^T) K   beta' += rowsum(A' * exp(G_r - G_s) * K K^T)
#pragma once
#include "delta.cuh"

// P^T O' of a chunk. Shared: 3 tiles and scores.
template <int D>
__device__ void localGradient(const bf16* q, const bf16* k, const bf16* dOut, bf16* x, Decays decays, float scale, int chunk, int rows,
                              long long stride, QueryRows queries, bf16* shared) {
    constexpr int THREADS = 2 * D, TILE = ROWS * D;
    __shared__ float g[ROWS];
    bf16 *keys = shared, *qs = shared + TILE, *outs = shared + 2 * TILE, *p = shared + 3 * TILE;
    int first = chunk * ROWS, warp = threadIdx.x >> 5;
    copyTile<D, THREADS>(keys, k + first * stride, stride, rows - first);
    copyQueries<D, THREADS>(qs, q, stride, first, rows, queries);
    copyQueries<D, THREADS>(outs, dOut, stride, first, rows, queries);
    commitCopies();
    Span span = {chunk, chunk + 1, rows, stride};
    decays.fetch(span, chunk);
    decays.write(span, chunk, g);
    awaitCopies<0>();
    __syncthreads();
    scores<D, true>(p, Tall<D>(keys), Wide<D>(qs), g, scale);
    Fragment columns[ROWS / 16];
    columnsOfWarp(columns, Wide<D>(outs));
    __syncthreads();
#pragma unroll
    for (int m = 0; m < ROWS / 16; m++) {
        float sums[2][4] = {};
        readRows<true>(sums, Tall<ROWS>(p), m, columns);
        storeRows(x + warp * 16, stride, first + m * 16, rows, {1}, sums[0], sums[1]);
    }
}

// C' in place of P^T O', for 64 columns of values from `column` on; S' after each segment, and before the first chunk.
// Four warps compute, four bring chunks, as in the chain of states.
template <int D, int STAGES>
__device__ void chainGradient(const bf16* q, const bf16* k, const bf16* w, const bf16* dOut, bf16* x, Decays decays, float scale,
                              const float* dFinal, float* dStates, float* dInitial, int column, int rows, int segments,
                              int chunksOfSegment, long long stride, QueryRows queries, bf16* shared) {
    constexpr int TILE = ROWS * D, SLICE = ROWS * 64, STAGE = 3 * TILE + 2 * SLICE, CARRIERS = 128;
    __shared__ float g[2][ROWS];
    int chunks = (rows + ROWS - 1) / ROWS, warp = threadIdx.x >> 5, c = threadIdx.x & 3;
    Span span = {0, chunks, rows, stride};
    if (threadIdx.x >= CARRIERS) {
        int carrier = threadIdx.x - CARRIERS;
        auto fetch = [&](int i) {
            if (i < chunks) {
                int chunk = chunks - 1 - i;
                bf16* stage = shared + (i % STAGES) * STAGE;
                long long offset = (long long) chunk * ROWS * stride;
                copyTile<D, CARRIERS>(stage, k + offset, stride, rows - chunk * ROWS, carrier);
                copyTile<64, CARRIERS>(stage + 3 * TILE, x + column + offset, stride, rows - chunk * ROWS, carrier);
                copyQueries<D, CARRIERS>(stage + TILE, q, stride, chunk * ROWS, rows, queries, carrier);
                copyQueries<64, CARRIERS>(stage + 3 * TILE + SLICE, dOut + column, stride, chunk * ROWS, rows, queries, carrier);
                copyTile<D, CARRIERS>(stage + 2 * TILE, w + offset, stride, rows - chunk * ROWS, carrier);
            }
            commitCopies();
        };
        for (int i = 0; i < STAGES - 1; i++) {
            fetch(i);
        }
        if (carrier < 32) {
            decays.fetch(span, chunks - 1, carrier);
        }
        for (int i = 0; i < chunks; i++) {
            int chunk = chunks - 1 - i;
            if (carrier < 32) {
                decays.write(span, chunk, g[i & 1], carrier);
                decays.fetch(span, chunk > 0 ? chunk - 1 : 0, carrier);
            }
            awaitCopies<STAGES - 2>();
            __syncthreads();
            fetch(i + STAGES - 1);
        }
    } else {
        State<D> state;
        loadState<D>(state, dFinal, false, column);
        for (int i = 0; i < chunks; i++) {
            int chunk = chunks - 1 - i;
            const float* gs = g[i & 1];
            if (i == 0 || (chunk + 1) % chunksOfSegment == 0) {
                storeState<D>(state, dStates + (long long) (chunk / chunksOfSegment) * D * D, false, column);
            }
            __syncthreads();
            const bf16* stage = shared + (i % STAGES) * STAGE;
            float sums[ROWS / 8][4] = {};
            readTransposed<D>(sums, Wide<D>(stage), state);
            Fragment gradient[ROWS / 16], local[ROWS / 16];
            columnsOfWarp(local, Wide<64>(stage + 3 * TILE));
            float end = gs[ROWS - 1];
#pragma unroll
            for (int m = 0; m < ROWS / 16; m++) {
#pragma unroll
                for (int half = 0; half < 2; half++) {
                    int r = m * 16 + half * 8 + 2 * c;
                    float w0 = exp2f(end - gs[r]), w1 = exp2f(end - gs[r + 1]);
                    float(&sum)[4] = sums[2 * m + half];
                    unsigned left = local[m].x[2 * half], right = local[m].x[2 * half + 1];
                    gradient[m].x[2 * half] = pack(sum[0] * w0 + low(left), sum[1] * w1 + high(left));
                    gradient[m].x[2 * half + 1] = pack(sum[2] * w0 + low(right), sum[3] * w1 + high(right));
                }
            }
            columnsOfWarp(local, Wide<64>(stage + 3 * TILE + SLICE));
            advance<D, true>(state, Tall<D>(stage + TILE), local, gs, scale);
            Tall<D> ws(stage + 2 * TILE);
#pragma unroll
            for (int m = 0; m < ROWS / 16; m++) {
                add<D>(state, ws, m, gradient[m]);
            }
#pragma unroll
            for (int m = 0; m < ROWS / 16; m++) {
                storeColumns(x + column + warp * 16, stride, chunk * ROWS + m * 16, rows, gradient[m]);
            }
        }
        if (dInitial != nullptr) {
            storeState<D>(state, dInitial, false, column);
        }
    }
}

// Q' and W' of a segment. Shared: 4 tiles and scores.
template <int D>
__device__ void sweepQueries(const Span& span, const bf16* dOut, const bf16* corrected, const bf16* dCorrected, const bf16* k, bf16* dq,
                             bf16* dw, Decays decays, float scale, const float* before, QueryRows queries, bf16* shared) {
    constexpr int THREADS = 2 * D, TILE = ROWS * D;
    __shared__ float g[2][ROWS];
    bf16 *xs = shared, *ys = shared + TILE, *zs = shared + 2 * TILE, *cs = shared + 3 * TILE, *p = shared + 4 * TILE;
    State<D> state;
    loadState<D>(state, before, true);
    int warp = threadIdx.x >> 5;
    auto fetch = [&](int chunk) {
        if (chunk < span.last) {
            long long offset = (long long) chunk * ROWS * span.stride;
            int rows = span.steps - chunk * ROWS;
            copyQueries<D, THREADS>(xs, dOut, span.stride, chunk * ROWS, span.steps, queries);
            copyTile<D, THREADS>(ys, corrected + offset, span.stride, rows);
            copyTile<D, THREADS>(zs, k + offset, span.stride, rows);
            copyTile<D, THREADS>(cs, dCorrected + offset, span.stride, rows);
        }
        commitCopies();
    };
    fetch(span.first);
    decays.fetch(span, span.first);
    for (int chunk = span.first; chunk < span.last; chunk++) {
        int i = chunk - span.first & 1;
        const float* gs = g[i];
        decays.write(span, chunk, g[i]);
        awaitCopies<0>();
        __syncthreads();
        decays.fetch(span, chunk + 1 < span.last ? chunk + 1 : chunk);
        scores<D, false>(p, Tall<D>(xs), Wide<D>(ys), gs, scale);
        Fragment columns[ROWS / 16];
        columnsOfWarp(columns, Wide<D>(zs));
        __syncthreads();
#pragma unroll
        for (int m = 0; m < ROWS / 16; m += 2) {
            float sums[2][2][4] = {};
            readState<D>(sums, Tall<D>(xs), m, state);
#pragma unroll
            for (int j = 0; j < 2; j++) {
                weighRows<false>(sums[j], gs, m + j, scale);
                readRows<false>(sums[j], Tall<ROWS>(p), m + j, columns);
                storeRows(dq + warp * 16, span.stride, chunk * ROWS + (m + j) * 16, span.steps, queries, sums[j][0], sums[j][1]);
            }
        }
#pragma unroll
        for (int m = 0; m < ROWS / 16; m += 2) {
            float sums[2][2][4] = {};
            readState<D>(sums, Tall<D>(cs), m, state);
#pragma unroll
            for (int j = 0; j < 2; j++) {
                storeRows(dw + warp * 16, span.stride, chunk * ROWS + (m + j) * 16, span.steps, {1}, sums[j][0], sums[j][1]);
            }
        }
        advance<D, false>(state, Tall<D>(ys), columns, gs, 1);
        __syncthreads();
        fetch(chunk + 1);
    }
}

// K' of a segment, but for what W and A add. Shared: 5 tiles and scores.
template <int D>
__device__ void sweepKeys(const Span& span, const bf16* q, const bf16* dOut, const bf16* corrected, const bf16* dCorrected,
                          const bf16* w, bf16* dk, Decays decays, float scale, const float* after, QueryRows queries, bf16* shared) {
    constexpr int THREADS = 2 * D, TILE = ROWS * D;
    __shared__ float g[2][ROWS];
    bf16 *xs = shared, *ys = shared + TILE, *zs = shared + 2 * TILE, *cs = shared + 3 * TILE, *ws = shared + 4 * TILE;
    bf16* p = shared + 5 * TILE;
    State<D> state;
    loadState<D>(state, after, true);
    int warp = threadIdx.x >> 5;
    auto fetch = [&](int chunk) {
        if (chunk >= span.first) {
            long long offset = (long long) chunk * ROWS * span.stride;
            int rows = span.steps - chunk * ROWS;
            copyTile<D, THREADS>(xs, corrected + offset, span.stride, rows);
            copyQueries<D, THREADS>(ys, dOut, span.stride, chunk * ROWS, span.steps, queries);
            copyQueries<D, THREADS>(zs, q, span.stride, chunk * ROWS, span.steps, queries);
            copyTile<D, THREADS>(cs, dCorrected + offset, span.stride, rows);
            copyTile<D, THREADS>(ws, w + offset, span.stride, rows);
        }
        commitCopies();
    };
    fetch(span.last - 1);
    decays.fetch(span, span.last - 1);
    for (int chunk = span.last - 1; chunk >= span.first; chunk--) {
        int i = span.last - 1 - chunk & 1;
        const float* gs = g[i];
        decays.write(span, chunk, g[i]);
        awaitCopies<0>();
        __syncthreads();
        decays.fetch(span, chunk > span.first ? chunk - 1 : chunk);
        scores<D, true>(p, Tall<D>(xs), Wide<D>(ys), gs, scale);
        Fragment columns[ROWS / 16];
        columnsOfWarp(columns, Wide<D>(zs));
        __syncthreads();
#pragma unroll
        for (int m = 0; m < ROWS / 16; m += 2) {
            float sums[2][2][4] = {};
            readState<D>(sums, Tall<D>(xs), m, state);
#pragma unroll
            for (int j = 0; j < 2; j++) {
                weighRows<true>(sums[j], gs, m + j, scale);
                readRows<true>(sums[j], Tall<ROWS>(p), m + j, columns);
                storeRows(dk + warp * 16, span.stride, chunk * ROWS + (m + j) * 16, span.steps, {1}, sums[j][0], sums[j][1]);
            }
        }
        advance<D, true>(state, Tall<D>(ys), columns, gs, scale);
        columnsOfWarp(columns, Wide<D>(ws));
        Tall<D> gradient(cs);
#pragma unroll
        for (int m = 0; m < ROWS / 16; m++) {
            add<D>(state, gradient, m, columns[m]);
        }
        __syncthreads();
        fetch(chunk - 1);
    }
}

// V', beta' and the rest of K' of a chunk. For 4 warps. Shared: 4 tiles, 3 of 64 x 64.
template <int D>
__device__ void finishGradient(const bf16* k, const bf16* v, const float* beta, Decays decays, const bf16* inverse,
                               const bf16* dCorrected, const bf16* dw, bf16* dk, bf16* dv, float* dBeta, int chunk, int rows,
                               long long stride, bf16* shared) {
    constexpr int TILE = ROWS * D;
    __shared__ float g[ROWS], strengths[ROWS];
    bf16 *keys = shared, *values = shared + TILE, *du = shared + 2 * TILE, *dws = shared + 3 * TILE;
    bf16 *m = shared + 4 * TILE, *dm = m + ROWS * ROWS, *both = dm + ROWS * ROWS;
    int first = chunk * ROWS, thread = threadIdx.x, strip = thread >> 5, lane = thread & 31, c = lane & 3;
    copyTile<D, 128>(du, dCorrected + first * stride, stride, rows - first);
    copyTile<D, 128>(values, v + first * stride, stride, rows - first);
    copyTile<D, 128>(dws, dw + first * stride, stride, rows - first);
    copyTile<D, 128>(keys, k + first * stride, stride, rows - first);
    copyTile<ROWS, 128>(m, inverse, ROWS, ROWS);
    commitCopies();
    Span span = {chunk, chunk + 1, rows, stride};
    decays.fetch(span, chunk);
    decays.write(span, chunk, g);
    if (thread >= 64) {
        strengths[thread - 64] = first + thread - 64 < rows ? beta[first + thread - 64] : 0;
    }
    awaitCopies<0>();
    __syncthreads();
    int top = strip * 16 + (lane >> 2);
    // M', strictly lower
    {
        float ofU[4][2][4] = {}, ofW[4][2][4] = {};
        Tall<D> us(du), ws(dws);
        Wide<D> vs(values), ks(keys);
#pragma unroll
        for (int i = 0; i < D / 16; i++) {
            Fragment a = rowsA(us, strip * 16, i * 16), b = rowsA(ws, strip * 16, i * 16);
#pragma unroll
            for (int j = 0; j < 4; j++) {
                if (j <= strip) {
                    Fragment right = rowsB(vs, j * 16, i * 16);
                    multiply(ofU[j][0], a, right.x[0], right.x[1]);
                    multiply(ofU[j][1], a, right.x[2], right.x[3]);
                    right = rowsB(ks, j * 16, i * 16);
                    multiply(ofW[j][0], b, right.x[0], right.x[1]);
                    multiply(ofW[j][1], b, right.x[2], right.x[3]);
                }
            }
        }
#pragma unroll
        for (int j = 0; j < 4; j++) {
            if (j <= strip) {
#pragma unroll
                for (int e = 0; e < 8; e += 2) {
                    int r = top + (e & 2) * 4, s = j * 16 + (e >> 2) * 8 + 2 * c;
                    float x[2];
#pragma unroll
                    for (int i = 0; i < 2; i++) {
                        float w = strengths[s + i];
                        x[i] = s + i < r ? w * (ofU[j][e >> 2][(e & 2) + i] - exp2f(g[s + i]) * ofW[j][e >> 2][(e & 2) + i]) : 0;
                    }
                    *reinterpret_cast<unsigned*>(dm + at<ROWS>(r, s >> 3) + (s & 7)) = pack(x[0], x[1]);
                }
            }
        }
    }
    __syncthreads();
    float ofBeta[2] = {0, 0};
    // A' and N + N^T
    {
        float left[4][2][4] = {}, sums[4][2][4] = {}, products[4][2][4] = {};
        Wide<ROWS> ms(m);
        Tall<ROWS> dms(dm);
#pragma unroll
        for (int i = 0; i < 4; i++) {
            if (i >= strip) {
                Fragment a = columnsA(ms, i * 16, strip * 16);
#pragma unroll
                for (int j = 0; j < 4; j++) {
                    if (j <= strip) {
                        Fragment b = columnsB(dms, i * 16, j * 16);
                        multiply(left[j][0], a, b.x[0], b.x[1]);
                        multiply(left[j][1], a, b.x[2], b.x[3]);
                    }
                }
            }
        }
#pragma unroll
        for (int i = 0; i < 4; i++) {
            if (i <= strip) {
                Fragment a = {pack(left[i][0][0], left[i][0][1]), pack(left[i][0][2], left[i][0][3]),
                              pack(left[i][1][0], left[i][1][1]), pack(left[i][1][2], left[i][1][3])};
#pragma unroll
                for (int j = 0; j < 4; j++) {
                    if (j >= i && j <= strip) {
                        Fragment b = rowsB(ms, j * 16, i * 16);
                        multiply(sums[j][0], a, b.x[0], b.x[1]);
                        multiply(sums[j][1], a, b.x[2], b.x[3]);
                    }
                }
            }
        }
        Tall<D> lefts(keys);
        Wide<D> rights(keys);
#pragma unroll
        for (int i = 0; i < D / 16; i++) {
            Fragment a = rowsA(lefts, strip * 16, i * 16);
#pragma unroll
            for (int j = 0; j < 4; j++) {
                if (j <= strip) {
                    Fragment b = rowsB(rights, j * 16, i * 16);
                    multiply(products[j][0], a, b.x[0], b.x[1]);
                    multiply(products[j][1], a, b.x[2], b.x[3]);
                }
            }
        }
#pragma unroll
        for (int j = 0; j < 4; j++) {
            if (j <= strip) {
#pragma unroll
                for (int e = 0; e < 8; e++) {
                    int r = top + (e & 2) * 4, s = j * 16 + (e >> 2) * 8 + 2 * c + (e & 1);
                    float gradient = s < r ? -sums[j][e >> 2][e & 3] * exp2f(g[r] - g[s]) : 0;
                    ofBeta[e >> 1 & 1] += gradient * products[j][e >> 2][e & 3];
                    bf16 n = __float2bfloat16_rn(gradient * strengths[r]);
                    if (s <= r) {
                        both[at<ROWS>(r, s >> 3) + (s & 7)] = n;
                        both[at<ROWS>(s, r >> 3) + (r & 7)] = n;
                    }
                }
            }
        }
    }
    __syncthreads();
    {
        Wide<ROWS> ms(m);
        Tall<ROWS> ns(both);
        Tall<D> us(du), ws(dws), ks(keys);
        float b0 = strengths[top], b8 = strengths[top + 8], e0 = exp2f(g[top]), e8 = exp2f(g[top + 8]);
        Fragment transposedM[4], n[4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
            n[i] = rowsA(ns, strip * 16, i * 16);
            if (i >= strip) {
                transposedM[i] = columnsA(ms, i * 16, strip * 16);
            }
        }
#pragma unroll 2
        for (int j = 0; j < D / 16; j++) {
            float x[2][4] = {}, y[2][4] = {}, z[2][4] = {};
#pragma unroll
            for (int i = 0; i < 4; i++) {
                if (i >= strip) {
                    Fragment b = columnsB(us, i * 16, j * 16);
                    multiply(x[0], transposedM[i], b.x[0], b.x[1]);
                    multiply(x[1], transposedM[i], b.x[2], b.x[3]);
                    b = columnsB(ws, i * 16, j * 16);
                    multiply(y[0], transposedM[i], b.x[0], b.x[1]);
                    multiply(y[1], transposedM[i], b.x[2], b.x[3]);
                }
                Fragment b = columnsB(ks, i * 16, j * 16);
                multiply(z[0], n[i], b.x[0], b.x[1]);
                multiply(z[1], n[i], b.x[2], b.x[3]);
            }
#pragma unroll
            for (int half = 0; half < 2; half++) {
#pragma unroll
                for (int lower = 0; lower < 2; lower++) {
                    int r = top + lower * 8, column = j * 16 + half * 8 + 2 * c;
                    float b = lower ? b8 : b0, e = lower ? e8 : e0;
                    int place = at<D>(r, column >> 3) + (column & 7);
                    unsigned vs = *reinterpret_cast<const unsigned*>(values + place);
                    unsigned key = *reinterpret_cast<const unsigned*>(keys + place);
                    unsigned before = first + r < rows ? *reinterpret_cast<const unsigned*>(dk + (first + r) * stride + column) : 0;
                    float &x0 = x[half][2 * lower], &x1 = x[half][2 * lower + 1];
                    float &y0 = y[half][2 * lower], &y1 = y[half][2 * lower + 1];
                    ofBeta[lower] += x0 * low(vs) + x1 * high(vs) - e * (y0 * low(key) + y1 * high(key));
                    x0 *= b;
                    x1 *= b;
                    z[half][2 * lower] += low(before) - b * e * y0;
                    z[half][2 * lower + 1] += high(before) - b * e * y1;
                }
            }
            storeRows(dv + j * 16, stride, first + strip * 16, rows, {1}, x[0], x[1]);
            storeRows(dk + j * 16, stride, first + strip * 16, rows, {1}, z[0], z[1]);
        }
    }
#pragma unroll
    for (int lower = 0; lower < 2; lower++) {
        float sum = ofBeta[lower];
        sum += __shfl_xor_sync(~0u, sum, 1);
        sum += __shfl_xor_sync(~0u, sum, 2);
        int r = first + top + lower * 8;
        if (c == 0 && r < rows) {
            dBeta[r] = sum;
        }
    }
}
