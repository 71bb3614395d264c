// Lines of a state in registers, and the sweeps of steps.cu over them.
#pragma once

namespace {
constexpr int LINES = 4, WARPS = 8;

struct Shape {
    int keys, values, steps, writes, heads, gated, delta;
    float scale;

    __device__ long long rows() const {
        return (long long) steps * writes;
    }
};

// Which lines a thread's warp has: `own` is the one whose sums end up in this lane.
struct Place {
    int lane, first, own;
    long long head;

    __device__ Place() {
        lane = threadIdx.x % 32;
        first = (blockIdx.x * WARPS + threadIdx.x / 32) * LINES;
        own = first + lane % LINES;
        head = blockIdx.y;
    }
};

// Numbers of a row of `width`, every 32nd of them; zeros behind its end.
template <int E> struct Vector {
    float x[E];

    __device__ void load(const float* row, int lane, int width) {
#pragma unroll
        for (int e = 0; e < E; e++) {
            x[e] = lane + 32 * e < width ? row[lane + 32 * e] : 0;
        }
    }
};

// Sums over the lanes, of line lane % 4 in each lane.
__device__ float sums(const float (&part)[LINES], int lane) {
    bool odd = lane & 1, high = lane & 2;
    float low = (odd ? part[1] : part[0]) + __shfl_xor_sync(~0u, odd ? part[0] : part[1], 1);
    float top = (odd ? part[3] : part[2]) + __shfl_xor_sync(~0u, odd ? part[2] : part[3], 1);
    float sum = (high ? top : low) + __shfl_xor_sync(~0u, high ? low : top, 2);
#pragma unroll
    for (int step = 4; step < 32; step *= 2) {
        sum += __shfl_xor_sync(~0u, sum, step);
    }
    return sum;
}

// Lines of a state: `along` numbers each, every 32nd in a lane.
template <int E> struct Lines {
    float s[LINES][E];

    // Columns of [along][across], or else rows of [across][along]; zero where there is none.
    template <bool COLUMNS> __device__ void load(const float* state, const Place& at, int along, int across) {
#pragma unroll
        for (int l = 0; l < LINES; l++) {
#pragma unroll
            for (int e = 0; e < E; e++) {
                int i = at.lane + 32 * e, line = at.first + l;
                bool there = i < along && line < across;
                s[l][e] = there ? state[COLUMNS ? (long long) i * across + line : (long long) line * along + i] : 0;
            }
        }
    }

    __device__ void storeColumns(float* state, const Place& at, int along, int across) const {
#pragma unroll
        for (int l = 0; l < LINES; l++) {
#pragma unroll
            for (int e = 0; e < E; e++) {
                int i = at.lane + 32 * e, line = at.first + l;
                if (i < along && line < across) {
                    state[(long long) i * across + line] = s[l][e];
                }
            }
        }
    }

    __device__ void scale(const Vector<E>& a) {
#pragma unroll
        for (int l = 0; l < LINES; l++) {
#pragma unroll
            for (int e = 0; e < E; e++) {
                s[l][e] *= a.x[e];
            }
        }
    }

    // Each line by the factor that its own lanes have.
    __device__ void scale(float a) {
#pragma unroll
        for (int l = 0; l < LINES; l++) {
            float of = __shfl_sync(~0u, a, l);
#pragma unroll
            for (int e = 0; e < E; e++) {
                s[l][e] *= of;
            }
        }
    }

    // Adds x times each line's number.
    __device__ void add(const Vector<E>& x, float y) {
#pragma unroll
        for (int l = 0; l < LINES; l++) {
            float of = __shfl_sync(~0u, y, l);
#pragma unroll
            for (int e = 0; e < E; e++) {
                s[l][e] = fmaf(x.x[e], of, s[l][e]);
            }
        }
    }

    __device__ float times(const Vector<E>& x, int lane) const {
        float part[LINES];
#pragma unroll
        for (int l = 0; l < LINES; l++) {
            part[l] = 0;
#pragma unroll
            for (int e = 0; e < E; e++) {
                part[l] = fmaf(x.x[e], s[l][e], part[l]);
            }
        }
        return sums(part, lane);
    }
};

// Decays of a step: of columns' numbers, or of rows.
template <int E> struct Decays {
    const float* gates;
    Shape of;
    float fixed;

    __device__ Decays(const float* all, const Shape& shape, const Place& at) : of(shape) {
        gates = all + (shape.gated == 0 ? at.head % shape.heads : at.head * shape.steps * (shape.gated == 1 ? 1 : shape.keys));
        fixed = shape.gated == 0 ? expf(gates[0]) : 1;
    }

    __device__ float ofStep(int t) const {
        return of.gated == 0 ? fixed : expf(gates[t]);
    }

    __device__ void columns(Lines<E>& lines, int t, const Place& at) const {
        if (of.gated == 2) {
            Vector<E> a;
            a.load(gates + (long long) t * of.keys, at.lane, of.keys);
#pragma unroll
            for (int e = 0; e < E; e++) {
                a.x[e] = expf(a.x[e]);
            }
            lines.scale(a);
        } else {
            lines.scale(ofStep(t));
        }
    }

    __device__ void rows(Lines<E>& lines, int t, const Place& at) const {
        lines.scale(of.gated == 2 ? (at.own < of.keys ? expf(gates[(long long) t * of.keys + at.own]) : 1) : ofStep(t));
    }
};

__device__ float one(const float* row, int at, int width) {
    return at < width ? row[at] : 0;
}

template <int E>
__device__ void sweepForward(const float* q, const float* k, const float* v, const float* gates, const float* beta, const float* initial,
                        float* o, float* errors, float* last, const Shape& of) {
    Place at;
    long long rows = of.rows(), states = at.head * of.keys * of.values;
    q += at.head * of.steps * of.keys;
    k += at.head * rows * of.keys;
    v += at.head * rows * of.values;
    o += at.head * of.steps * of.values;
    Decays<E> decays(gates, of, at);
    Lines<E> s;
    s.template load<true>(initial + states, at, of.keys, of.values);
    Vector<E> nextKey;
    nextKey.load(k, at.lane, of.keys);
    float nextValue = one(v, at.own, of.values);
    long long r = 0;
    for (int t = 0; t < of.steps; t++) {
        Vector<E> query;
        query.load(q + (long long) t * of.keys, at.lane, of.keys);
        decays.columns(s, t, at);
        for (int w = 0; w < of.writes; w++, r++) {
            Vector<E> key = nextKey;
            float u = nextValue;
            if (r + 1 < rows) {    // on their way while this row is added
                nextKey.load(k + (r + 1) * of.keys, at.lane, of.keys);
                nextValue = one(v + (r + 1) * of.values, at.own, of.values);
            }
            if (of.delta) {
                float e = u - s.times(key, at.lane);
                if (at.lane < LINES && at.own < of.values) {
                    errors[(at.head * rows + r) * of.values + at.own] = e;
                }
                u = beta[at.head * rows + r] * e;
            }
            s.add(key, u);
        }
        float sum = s.times(query, at.lane);
        if (at.lane < LINES && at.own < of.values) {
            o[(long long) t * of.values + at.own] = of.scale * sum;
        }
    }
    s.storeColumns(last + states, at, of.keys, of.values);
}

// r in place of dv; the gradient of the initial state.
template <int E>
__device__ void sweepValues(const float* q, const float* k, const float* dOut, const float* gates, const float* beta, const float* dLast,
                       float* dv, float* dInitial, const Shape& of) {
    Place at;
    long long rows = of.rows(), states = at.head * of.keys * of.values;
    q += at.head * of.steps * of.keys;
    k += at.head * rows * of.keys;
    dv += at.head * rows * of.values;
    dOut += at.head * of.steps * of.values;
    Decays<E> decays(gates, of, at);
    Lines<E> d;
    d.template load<true>(dLast + states, at, of.keys, of.values);
    Vector<E> nextKey;
    nextKey.load(k + (rows - 1) * of.keys, at.lane, of.keys);
    long long r = rows - 1;
    for (int t = of.steps - 1; t >= 0; t--) {
        Vector<E> query;
        query.load(q + (long long) t * of.keys, at.lane, of.keys);
        d.add(query, of.scale * one(dOut + (long long) t * of.values, at.own, of.values));
        for (int w = 0; w < of.writes; w++, r--) {
            Vector<E> key = nextKey;
            if (r > 0) {
                nextKey.load(k + (r - 1) * of.keys, at.lane, of.keys);
            }
            float sum = d.times(key, at.lane);
            if (at.lane < LINES && at.own < of.values) {
                dv[r * of.values + at.own] = sum;
            }
            if (of.delta) {
                d.add(key, -beta[at.head * rows + r] * sum);
            }
        }
        decays.columns(d, t, at);
    }
    d.storeColumns(dInitial + states, at, of.keys, of.values);
}

// dq, and of the delta rule dk' in dk. `errors`: e, or v without the delta rule.
template <int E>
__device__ void sweepQueries(const float* k, const float* errors, const float* r, const float* dOut, const float* gates, const float* beta,
                        const float* initial, float* dq, float* dk, const Shape& of) {
    Place at;
    long long rows = of.rows(), states = at.head * of.keys * of.values, row = 0;
    k += at.head * rows * of.keys;
    dk += at.head * rows * of.keys;
    dq += at.head * of.steps * of.keys;
    errors += at.head * rows * of.values;
    r += at.head * rows * of.values;
    dOut += at.head * of.steps * of.values;
    bool writes = at.lane < LINES && at.own < of.keys;
    Decays<E> decays(gates, of, at);
    Lines<E> s;
    s.template load<false>(initial + states, at, of.values, of.keys);
    for (int t = 0; t < of.steps; t++) {
        Vector<E> out;
        out.load(dOut + (long long) t * of.values, at.lane, of.values);
        decays.rows(s, t, at);
        for (int w = 0; w < of.writes; w++, row++) {
            Vector<E> e;
            e.load(errors + row * of.values, at.lane, of.values);
            float b = 1;
            if (of.delta) {
                b = beta[at.head * rows + row];
                Vector<E> of_r;
                of_r.load(r + row * of.values, at.lane, of.values);
                float sum = s.times(of_r, at.lane);
                if (writes) {
                    dk[row * of.keys + at.own] = -b * sum;
                }
            }
            s.add(e, b * one(k + row * of.keys, at.own, of.keys));
        }
        float sum = s.times(out, at.lane);
        if (writes) {
            dq[(long long) t * of.keys + at.own] = of.scale * sum;
        }
    }
}

// dk, and where there are gates their gradient of each key, [head of a sequence][step][key].
template <int E>
__device__ void sweepKeys(const float* q, const float* k, const float* errors, const float* r, const float* dOut, const float* gates,
                     const float* beta, const float* last, const float* dLast, const float* dq, float* dk, float* dGates,
                     const Shape& of) {
    Place at;
    long long rows = of.rows(), states = at.head * of.keys * of.values, row = rows - 1;
    q += at.head * of.steps * of.keys;
    dq += at.head * of.steps * of.keys;
    k += at.head * rows * of.keys;
    dk += at.head * rows * of.keys;
    errors += at.head * rows * of.values;
    r += at.head * rows * of.values;
    dOut += at.head * of.steps * of.values;
    bool writes = at.lane < LINES && at.own < of.keys;
    Decays<E> decays(gates, of, at);
    Lines<E> d, end;
    d.template load<false>(dLast + states, at, of.values, of.keys);
    end.template load<false>(last + states, at, of.values, of.keys);
    float part[LINES];
#pragma unroll
    for (int l = 0; l < LINES; l++) {
        part[l] = 0;
#pragma unroll
        for (int e = 0; e < E; e++) {
            part[l] = fmaf(d.s[l][e], end.s[l][e], part[l]);
        }
    }
    float gate = sums(part, at.lane);
    for (int t = of.steps - 1; t >= 0; t--) {
        Vector<E> out;
        out.load(dOut + (long long) t * of.values, at.lane, of.values);
        float query = one(q + (long long) t * of.keys, at.own, of.keys);
        gate += query * one(dq + (long long) t * of.keys, at.own, of.keys);
        d.add(out, of.scale * query);
        for (int w = 0; w < of.writes; w++, row--) {
            Vector<E> e;
            e.load(errors + row * of.values, at.lane, of.values);
            float key = one(k + row * of.keys, at.own, of.keys), b = of.delta ? beta[at.head * rows + row] : 1;
            float gradient = b * d.times(e, at.lane);
            gate -= key * gradient;
            if (of.delta) {
                float before = one(dk + row * of.keys, at.own, of.keys);
                gate += key * before;
                gradient += before;
                Vector<E> of_r;
                of_r.load(r + row * of.values, at.lane, of.values);
                d.add(of_r, -key * b);
            }
            if (writes) {
                dk[row * of.keys + at.own] = gradient;
            }
        }
        if (of.gated && writes) {
            dGates[(at.head * of.steps + t) * of.keys + at.own] = gate;
        }
        decays.rows(d, t, at);
    }
}
}
