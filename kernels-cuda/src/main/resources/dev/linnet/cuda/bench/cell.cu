// A cell as people write them: helpers, constants, shared memory, shuffles, and three kernels.
#define WIDTH 256

struct Pair {
    float value;
    int index;
};

__constant__ float coefficients[4] = {1.0f, 0.5f, 0.25f, 0.125f};

template <typename T>
__device__ T polynomial(T x) {
    return coefficients[0] + x * (coefficients[1] + x * (coefficients[2] + x * coefficients[3]));
}

__device__ Pair larger(Pair a, Pair b) {
    return a.value >= b.value ? a : b;
}

__global__ void evaluate(int n, const float* x, float* y) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = polynomial(x[i]);
}

__global__ void largest(int n, const float* x, Pair* out) {
    __shared__ Pair best[WIDTH];
    int i = blockIdx.x * WIDTH + threadIdx.x;
    best[threadIdx.x] = {i < n ? x[i] : -1e30f, i};
    __syncthreads();
    for (int s = WIDTH / 2; s > 0; s /= 2) {
        if (threadIdx.x < s) best[threadIdx.x] = larger(best[threadIdx.x], best[threadIdx.x + s]);
        __syncthreads();
    }
    if (threadIdx.x == 0) out[blockIdx.x] = best[0];
}

__global__ void average(int n, const float* x, float* y) {
    float s = 0;
    for (int i = threadIdx.x; i < n; i += warpSize) s += x[i];
    for (int d = 16; d > 0; d /= 2) s += __shfl_down_sync(0xffffffff, s, d);
    if (threadIdx.x == 0) y[0] = s / n;
}
