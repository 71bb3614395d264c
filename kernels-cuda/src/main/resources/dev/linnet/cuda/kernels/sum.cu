// PTX 7.0, sm_50 and newer

static const int THREADS = 256;
static const int WARPS = THREADS / 32;

static __device__ float warpSum(float value) {
    for (int distance = 16; distance > 0; distance /= 2) {
        value += __shfl_down_sync(0xffffffffu, value, distance);
    }
    return value;
}

// sums[block] = the block's share of x. The order of additions depends on n and the launch alone: the same bits each time.
extern "C" __global__ void __launch_bounds__(THREADS) sum(int n, const float* __restrict__ x, float* __restrict__ sums) {
    unsigned first = blockIdx.x * THREADS + threadIdx.x;
    unsigned stride = gridDim.x * THREADS;
    float4 part = make_float4(0, 0, 0, 0);
    unsigned vectors = n / 4;
    const float4* x4 = reinterpret_cast<const float4*>(x); // as everything that Java passes, x lies on 16 bytes
    for (unsigned i = first; i < vectors; i += stride) {
        float4 u = x4[i];
        part.x += u.x;
        part.y += u.y;
        part.z += u.z;
        part.w += u.w;
    }
    for (unsigned i = 4 * vectors + first; i < static_cast<unsigned>(n); i += stride) {
        part.x += x[i];
    }
    __shared__ float warps[WARPS];
    float value = warpSum((part.x + part.y) + (part.z + part.w));
    if (threadIdx.x % 32 == 0) {
        warps[threadIdx.x / 32] = value;
    }
    __syncthreads();
    if (threadIdx.x < 32) {
        value = warpSum(threadIdx.x < WARPS ? warps[threadIdx.x] : 0.0f);
        if (threadIdx.x == 0) {
            sums[blockIdx.x] = value;
        }
    }
}
