// Kernels that go wrong; ChecksTest says how.
#include <cassert>
extern "C" __global__ void beyond(float* x) {
    x[blockIdx.x * blockDim.x + threadIdx.x] = 1;
}
extern "C" __global__ void misaligned(char* x) {
    *(int*) x = *(int*) (x + 2);
}
extern "C" __global__ void beyond_shared(int* x) {
    __shared__ int s[64];
    s[threadIdx.x] = x[0];
    __syncthreads();
    x[0] = s[63 - threadIdx.x % 64];
}
extern "C" __global__ void unwritten(int* x) {
    __shared__ int s[32];
    if (threadIdx.x < 31) {
        s[threadIdx.x] = x[threadIdx.x];
    }
    __syncthreads();
    x[threadIdx.x] = s[threadIdx.x];
}
extern "C" __global__ void missing_barrier(int* x, int good) {
    __shared__ int s[64];
    s[threadIdx.x] = 0; __syncthreads(); s[threadIdx.x] = threadIdx.x;
    if (good) {
        __syncthreads();
    }
    x[threadIdx.x] = s[63 - threadIdx.x];
}
extern "C" __global__ void same_element(int* x, int atomic) {
    if (atomic) {
        atomicAdd(x, 1);
    } else {
        x[threadIdx.x] = 1;
    }
}
extern "C" __global__ void divergent(int* x) {
    if (threadIdx.x < 16) {
        __syncthreads();
        x[threadIdx.x] = 1;
    }
}
extern "C" __global__ void deadlock(int* x) {
    if (threadIdx.x < 32) {
        asm volatile("bar.sync 1, 64;");
    } else {
        asm volatile("bar.sync 2, 64;");
    }
    x[threadIdx.x] = 1;
}
extern "C" __global__ void endless(volatile int* x) {
    while (x[0] == 0) {
    }
}
extern "C" __global__ void asserts(int n) {
    assert(n > 3);
}
__device__ __noinline__ int deeper(int n, int* x) {
    return n == x[31] - 1 ? n : deeper(n + 1, x) + n;
}
extern "C" __global__ void recursion(int* x) {
    x[threadIdx.x] = deeper(threadIdx.x, x);
}
extern "C" __global__ void lock(int* x) {
    bool done = false;
    while (!done) {
        if (atomicCAS(x, 0, 1) == 0) {
            ((volatile int*) x)[1]++;
            __threadfence();
            atomicExch(x, 0);
            done = true;
        }
    }
}
extern "C" __global__ void wait_for_last(volatile int* x) {
    if (threadIdx.x == 0) {
        atomicAdd((int*) x, 1);
        while (x[0] < gridDim.x) {
        }
        atomicAdd((int*) x + 1, 1);
    }
}
