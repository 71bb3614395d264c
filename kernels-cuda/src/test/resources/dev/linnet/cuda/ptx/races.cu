#include <cstdio>
// Kernels that share memory in right and in wrong ways; RacesTest says which.
extern "C" __global__ void bytes(char* x) {
    __shared__ char s[128];
    s[threadIdx.x] = threadIdx.x;
    x[blockIdx.x * blockDim.x + threadIdx.x] = s[threadIdx.x];
}
extern "C" __global__ void warp_exchange(int* x, int good) {
    __shared__ int s[32];
    s[threadIdx.x] = threadIdx.x;
    if (good) {
        __syncwarp();
    }
    x[threadIdx.x] = s[31 - threadIdx.x];
}
// Warps 0 and 1 meet at a barrier of their own, 2 and 3 at another; the partner is to be found there.
extern "C" __global__ void pairs(int* x, int partner) {
    __shared__ int s[128];
    int warp = threadIdx.x / 32;
    s[threadIdx.x] = 0;
    __syncthreads();
    s[threadIdx.x] = threadIdx.x;
    asm volatile("bar.sync %0, 64;" ::"r"(1 + warp / 2));
    x[threadIdx.x] = s[threadIdx.x ^ partner];
}
extern "C" __global__ void early_exit(int* x, int rounds) {
    __shared__ int s[64];
    if (threadIdx.x >= 64) {
        return;
    }
    int sum = 0;
    for (int i = 0; i < rounds; i++) {
        s[threadIdx.x] = i;
        __syncthreads();
        sum += s[63 - threadIdx.x];
        __syncthreads();
    }
    x[threadIdx.x] = sum;
}
// Every block reads x[0]; the block `writer` also writes it.
extern "C" __global__ void read_by_all(const int* x, int* y, int* z, int writer) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    y[i] = x[0] + x[i];
    if (blockIdx.x == writer && threadIdx.x == 0) {
        z[0] = 7;
    }
}
// Block b writes its own elements, and with `stray` one of the next block's.
extern "C" __global__ void stray(int* x, int stray) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    x[i] += i;
    if (blockIdx.x == stray && threadIdx.x == 3) {
        x[i + blockDim.x] = 1;
    }
}
extern "C" __global__ void count(int* x, int* y, int peek) {
    atomicAdd(x, 1);
    if (blockIdx.x == peek) {
        y[threadIdx.x] = x[0];
    }
}
extern "C" __global__ void last_block(const float* x, float* part, unsigned* arrived, float* sum, int fence) {
    __shared__ bool last;
    part[blockIdx.x] = x[blockIdx.x] * 2;
    if (fence) {
        __threadfence();
    }
    if (threadIdx.x == 0) {
        last = atomicAdd(arrived, 1) == gridDim.x - 1;
    }
    __syncthreads();
    if (last && threadIdx.x == 0) {
        float s = 0;
        for (int i = 0; i < gridDim.x; i++) {
            s += part[i];
        }
        *sum = s;
    }
}
extern "C" __global__ void read_by_warps(int* x, int good) {
    __shared__ int s[1];
    if (threadIdx.x == 0) {
        s[0] = 5;
    }
    __syncthreads();
    x[threadIdx.x] = s[0];
    if (good) {
        __syncthreads();
    }
    if (threadIdx.x == 64) {
        s[0] = 6;
    }
}
extern "C" __global__ void same_value(int* x) {
    __shared__ int s[4];
    s[threadIdx.x % 4] = 9;
    __syncwarp();
    x[threadIdx.x] = s[threadIdx.x % 4];
}
extern "C" __global__ void own_again(float* x) {
    __shared__ float s[64];
    s[threadIdx.x] = x[threadIdx.x];
    for (int i = 0; i < 3; i++) {
        s[threadIdx.x] += i;
        x[threadIdx.x] += s[threadIdx.x];
    }
}
extern "C" __global__ void three_of_four(float4* x) {
    __shared__ float4 s[32];
    float* parts = (float*) (s + threadIdx.x);
    for (int i = 0; i < 3; i++) {
        ((volatile float*) parts)[i] = i;
    }
    x[threadIdx.x] = s[threadIdx.x];
}
extern "C" __global__ void says_then_races(int* x) {
    __shared__ int s[64];
    if (threadIdx.x == 0) {
        printf("block %d\n", blockIdx.x);
    }
    s[threadIdx.x] = 0;
    __syncthreads();
    s[threadIdx.x] = x[threadIdx.x];
    if (blockIdx.x != 1) {
        __syncthreads();
    }
    x[64 * blockIdx.x + 64 + threadIdx.x] = s[63 - threadIdx.x];
}
// Lanes of `active` read x and a copy of it in shared memory where `from` says, and write to y, by way of shared memory, where `to` says.
extern "C" __global__ void permute(const int* from, const int* to, const int* x, int* y, unsigned active) {
    __shared__ int s[256], t[256];
    for (int i = threadIdx.x; i < 256; i += 32) {
        s[i] = x[i];
        t[i] = -1;
    }
    __syncwarp();
    if (active >> threadIdx.x & 1) {
        int here = s[from[threadIdx.x]];
        t[to[threadIdx.x]] = here + x[from[threadIdx.x]];
        y[to[threadIdx.x]] = t[to[threadIdx.x]] + 1;
    }
}
