// PTX 7.0, sm_50 and newer

static const int THREADS = 256;
static const int WARPS = THREADS / 32;

// The sum of exp(x - highest) over the numbers seen so far.
struct Running {
    float highest;
    float sum;
};

static __device__ Running none() {
    Running nothing = {-INFINITY, 0.0f};
    return nothing;
}

// A number further; minus infinity adds nothing, NaN and infinity make the sum NaN.
static __device__ void add(Running& running, float x) {
    if (x > running.highest) {
        running.sum = running.sum * expf(running.highest - x) + (x - x + 1.0f);
        running.highest = x;
    } else if (!(x == -INFINITY)) {
        running.sum += expf(x - running.highest);
    }
}

static __device__ Running both(Running a, Running b) {
    Running all;
    all.highest = fmaxf(a.highest, b.highest);
    all.sum = (a.highest == all.highest ? a.sum : a.sum * expf(a.highest - all.highest))
            + (b.highest == all.highest ? b.sum : b.sum * expf(b.highest - all.highest));
    return all;
}

static __device__ Running acrossWarp(Running mine) {
    for (int distance = 16; distance > 0; distance /= 2) {
        Running other;
        other.highest = __shfl_xor_sync(0xffffffffu, mine.highest, distance);
        other.sum = __shfl_xor_sync(0xffffffffu, mine.sum, distance);
        mine = both(mine, other);
    }
    return mine;
}

// One of `threads` threads that share a row reads its part of it.
static __device__ Running share(int columns, const float* __restrict__ x, bool vectors, int thread, int threads) {
    Running mine = none();
    if (vectors) {
        const float4* x4 = reinterpret_cast<const float4*>(x);
        for (int i = thread; i < columns / 4; i += threads) {
            float4 u = x4[i];
            add(mine, u.x);
            add(mine, u.y);
            add(mine, u.z);
            add(mine, u.w);
        }
    } else {
        for (int i = thread; i < columns; i += threads) {
            add(mine, x[i]);
        }
    }
    return mine;
}

static __device__ void write(int columns, const float* x, float* y, bool vectors, int thread, int threads, Running row) {
    float scale = 1.0f / row.sum;
    if (vectors) {
        const float4* x4 = reinterpret_cast<const float4*>(x);
        float4* y4 = reinterpret_cast<float4*>(y);
        for (int i = thread; i < columns / 4; i += threads) {
            float4 u = x4[i];
            u.x = expf(u.x - row.highest) * scale;
            u.y = expf(u.y - row.highest) * scale;
            u.z = expf(u.z - row.highest) * scale;
            u.w = expf(u.w - row.highest) * scale;
            y4[i] = u;
        }
    } else {
        for (int i = thread; i < columns; i += threads) {
            y[i] = expf(x[i] - row.highest) * scale;
        }
    }
}

// A warp for each row: short rows. x and y may be the same.
extern "C" __global__ void __launch_bounds__(THREADS, 6) softmaxOfShortRows(int rows, int columns, const float* x, float* y) {
    bool vectors = columns % 4 == 0; // as everything that Java passes, x and y lie on 16 bytes
    int lane = threadIdx.x % 32;
    for (long long row = blockIdx.x * static_cast<long long>(WARPS) + threadIdx.x / 32; row < rows;
         row += gridDim.x * static_cast<long long>(WARPS)) {
        const float* from = x + row * columns;
        Running all = acrossWarp(share(columns, from, vectors, lane, 32));
        write(columns, from, y + row * columns, vectors, lane, 32, all);
    }
}

// A block for each row: long rows. x and y may be the same.
extern "C" __global__ void __launch_bounds__(THREADS, 6) softmaxOfLongRows(int rows, int columns, const float* x, float* y) {
    __shared__ Running warps[WARPS];
    bool vectors = columns % 4 == 0; // as everything that Java passes, x and y lie on 16 bytes
    for (long long row = blockIdx.x; row < rows; row += gridDim.x) {
        const float* from = x + row * columns;
        Running all = acrossWarp(share(columns, from, vectors, threadIdx.x, THREADS));
        if (threadIdx.x % 32 == 0) {
            warps[threadIdx.x / 32] = all;
        }
        __syncthreads();
        all = none();
        if (threadIdx.x % 32 < WARPS) {
            all.highest = warps[threadIdx.x % 32].highest;
            all.sum = warps[threadIdx.x % 32].sum;
        }
        all = acrossWarp(all);
        __syncthreads();
        write(columns, from, y + row * columns, vectors, threadIdx.x, THREADS, all);
    }
}
