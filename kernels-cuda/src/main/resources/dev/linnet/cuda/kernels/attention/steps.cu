// PTX 7.0, sm_50 and newer

// Linear attention in float, step by step, forward and backward, for every rule: a state S of keys x values per head, of which each step
//
//   S <- diag(a) S;    for each of its writes:  e = v - S^T k,  S <- S + k (beta e)^T    (without the delta rule: S <- S + k v^T);    o = scale S^T q.
//
// Lines of the state, columns or rows, do not depend on one another once what they read is known, so a warp has LINES of them in registers
// and no block waits. With D the gradient of S, r = D^T k, de = beta r and u = beta e, the four sweeps are
//
//   forward   columns   e, o                                       in the order of time
//   values    columns   r = D^T k, D <- D - k de^T                 against it
//   queries   rows      dq = scale S dO, dk' = -S de               in the order of time
//   keys      rows      dk'' = D u, dg = sum of q dq + k (dk' - dk'') from the end on, and of D S there       against it
//
// Arrays are [head of a sequence][row][number], states [head of a sequence][key][value]; q, o and gates have `steps` rows, the others
// steps * writes. `gates`: natural logs, of `gated` 0 one for each head (of `heads`), 1 one for each step, 2 one for each step and key.
#include "steps.cuh"

// Outputs and final states; without the delta rule neither beta is read nor e written. Grid, here and below: 32 columns or rows of a state, heads of all sequences. E: rows
// and columns are at most 32 E.
template <int E>
__global__ void __launch_bounds__(256, 2)
steps_forward(const float* q, const float* k, const float* v, const float* gates, const float* beta, const float* initial, float* o, float* errors,
    float* last,
    int keys, int values, int steps, int writes, int heads, int gated, int delta, float scale) {
    sweepForward<E>(q, k, v, gates, beta, initial, o, errors, last, {keys, values, steps, writes, heads, gated, delta, scale});
}

// r in place of dv, and the gradient of the initial states.
template <int E>
__global__ void __launch_bounds__(256, 2)
steps_values(const float* q, const float* k, const float* dOut, const float* gates, const float* beta, const float* dLast, float* dv,
    float* dInitial,
    int keys, int values, int steps, int writes, int heads, int gated, int delta, float scale) {
    sweepValues<E>(q, k, dOut, gates, beta, dLast, dv, dInitial, {keys, values, steps, writes, heads, gated, delta, scale});
}

// dq, and of the delta rule dk' in dk. `errors`: e, or v without the delta rule.
template <int E>
__global__ void __launch_bounds__(256, 2)
steps_queries(const float* k, const float* errors, const float* r, const float* dOut, const float* gates, const float* beta, const float* initial,
    float* dq, float* dk,
    int keys, int values, int steps, int writes, int heads, int gated, int delta, float scale) {
    sweepQueries<E>(k, errors, r, dOut, gates, beta, initial, dq, dk, {keys, values, steps, writes, heads, gated, delta, scale});
}

// dk, and where there are gates of steps or keys their gradient of each key.
template <int E>
__global__ void __launch_bounds__(256, 2)
steps_keys(const float* q, const float* k, const float* errors, const float* r, const float* dOut, const float* gates, const float* beta,
    const float* last, const float* dLast, const float* dq, float* dk, float* dGates,
    int keys, int values, int steps, int writes, int heads, int gated, int delta, float scale) {
    sweepKeys<E>(q, k, errors, r, dOut, gates, beta, last, dLast, dq, dk, dGates, {keys, values, steps, writes, heads, gated, delta, scale});
}

template __global__ void steps_forward<1>(const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_forward<2>(const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_forward<4>(const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_forward<8>(const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, float*, int, int, int, int, int, int, int, float);

template __global__ void steps_values<1>(const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_values<2>(const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_values<4>(const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_values<8>(const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);

template __global__ void steps_queries<1>(const float*, const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_queries<2>(const float*, const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_queries<4>(const float*, const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_queries<8>(const float*, const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);

template __global__ void steps_keys<1>(const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_keys<2>(const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_keys<4>(const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);
template __global__ void steps_keys<8>(const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, const float*, float*, float*, int, int, int, int, int, int, int, float);

extern "C" {
// dBeta of each row, the product of r and e, and beta r in place of r. Grid: 8 rows each.
__global__ void __launch_bounds__(256, 2)
steps_betas(const float* beta, const float* errors, float* r, float* dBeta, long long rows, int values) {
    long long row = (long long) blockIdx.x * WARPS + threadIdx.x / 32;
    if (row < rows) {
        float sum = 0, b = beta[row];
        for (int j = threadIdx.x % 32; j < values; j += 32) {
            float of = r[row * values + j];
            sum = fmaf(of, errors[row * values + j], sum);
            r[row * values + j] = b * of;
        }
        for (int step = 16; step > 0; step /= 2) {
            sum += __shfl_xor_sync(~0u, sum, step);
        }
        if (threadIdx.x % 32 == 0) {
            dBeta[row] = sum;
        }
    }
}

// Sums of rows. Grid: 8 rows each.
__global__ void __launch_bounds__(256, 2)
steps_sums(const float* numbers, float* sums, long long rows, int width) {
    long long row = (long long) blockIdx.x * WARPS + threadIdx.x / 32;
    if (row < rows) {
        float sum = 0;
        for (int j = threadIdx.x % 32; j < width; j += 32) {
            sum += numbers[row * width + j];
        }
        for (int step = 16; step > 0; step /= 2) {
            sum += __shfl_xor_sync(~0u, sum, step);
        }
        if (threadIdx.x % 32 == 0) {
            sums[row] = sum;
        }
    }
}
}
