// Kernels that the engine's speed is measured with, and that its tests run.
extern "C" __global__ void saxpy(int n, float a, const float* x, float* y) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        y[i] = a * x[i] + y[i];
    }
}

// Square matrices of 16 x 16 tiles.
extern "C" __global__ void matmul(int n, const float* a, const float* b, float* c) {
    __shared__ float at[16][16], bt[16][16];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * 16 + ty, column = blockIdx.x * 16 + tx;
    float sum = 0;
    for (int k = 0; k < n; k += 16) {
        at[ty][tx] = a[row * n + k + tx];
        bt[ty][tx] = b[(k + ty) * n + column];
        __syncthreads();
        for (int j = 0; j < 16; j++) {
            sum += at[ty][j] * bt[j][tx];
        }
        __syncthreads();
    }
    c[row * n + column] = sum;
}

extern "C" __global__ void reduce(int n, const float* x, float* sum) {
    __shared__ float part[32];
    float s = 0;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
        s += x[i];
    }
    for (int d = 16; d > 0; d /= 2) {
        s += __shfl_down_sync(0xffffffff, s, d);
    }
    if (threadIdx.x % 32 == 0) {
        part[threadIdx.x / 32] = s;
    }
    __syncthreads();
    if (threadIdx.x < 32) {
        s = threadIdx.x < blockDim.x / 32 ? part[threadIdx.x] : 0;
        for (int d = 16; d > 0; d /= 2) {
            s += __shfl_down_sync(0xffffffff, s, d);
        }
        if (threadIdx.x == 0) {
            atomicAdd(sum, s);
        }
    }
}

// Causal linear attention, out[t] = q[t] . sum over s <= t of k[s] v[s]', in chunks of 32; one block of 256 threads per head.
#define D 64
#define C 32
extern "C" __global__ void linattn(int length, const float* q, const float* k, const float* v, float* out) {
    extern __shared__ float shared[];
    float* state = shared;             // D x D
    float* qs = state + D * D;         // C x D
    float* ks = qs + C * D;
    float* vs = ks + C * D;
    float* scores = vs + C * D;        // C x C
    int t = threadIdx.x;
    size_t head = (size_t) blockIdx.x * length * D;
    for (int i = t; i < D * D; i += 256) {
        state[i] = 0;
    }
    for (int start = 0; start < length; start += C) {
        for (int i = t; i < C * D; i += 256) {
            size_t at = head + (size_t) start * D + i;
            qs[i] = q[at];
            ks[i] = k[at];
            vs[i] = v[at];
        }
        __syncthreads();
        for (int i = t; i < C * C; i += 256) {
            int r = i / C, s = i % C;
            float sum = 0;
            if (s <= r) {
                for (int d = 0; d < D; d++) {
                    sum += qs[r * D + d] * ks[s * D + d];
                }
            }
            scores[i] = sum;
        }
        __syncthreads();
        for (int i = t; i < C * D; i += 256) {
            int r = i / D, e = i % D;
            float sum = 0;
            for (int d = 0; d < D; d++) {
                sum += qs[r * D + d] * state[d * D + e];
            }
            for (int s = 0; s < C; s++) {
                sum += scores[r * C + s] * vs[s * D + e];
            }
            out[head + (size_t) start * D + i] = sum;
        }
        __syncthreads();
        for (int i = t; i < D * D; i += 256) {
            int d = i / D, e = i % D;
            float sum = state[i];
            for (int s = 0; s < C; s++) {
                sum += ks[s * D + d] * vs[s * D + e];
            }
            state[i] = sum;
        }
        __syncthreads();
    }
}
