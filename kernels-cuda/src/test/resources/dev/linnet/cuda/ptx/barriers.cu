// Barriers, pipelines and atomics of libcu++: nvcc -ptx -arch=sm_90 -std=c++17 barriers.cu
#include <cooperative_groups.h>
#include <cuda/atomic>
#include <cuda/barrier>
#include <cuda/pipeline>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
namespace cg = cooperative_groups;
using barrier = cuda::barrier<cuda::thread_scope_block>;

extern "C" __global__ void meets(int *out) {
    __shared__ barrier b;
    __shared__ int s[64];
    if (threadIdx.x == 0) init(&b, blockDim.x);
    __syncthreads();
    s[threadIdx.x] = threadIdx.x;
    b.arrive_and_wait();
    int v = s[63 - threadIdx.x];
    auto token = b.arrive();
    v *= 2;
    b.wait(std::move(token));
    s[threadIdx.x] = 2 * threadIdx.x;
    b.arrive_and_wait();
    out[threadIdx.x] = v + 1000 * s[63 - threadIdx.x];
}

extern "C" __global__ void drops(int *out) {
    __shared__ barrier b;
    __shared__ int s;
    if (threadIdx.x == 0) { init(&b, blockDim.x); s = 0; }
    __syncthreads();
    if (threadIdx.x >= 32) { atomicAdd(&s, 1); b.arrive_and_drop(); return; }
    b.arrive_and_wait();
    out[threadIdx.x] = s;
    for (int k = 0; k < 3; k++) b.arrive_and_wait();
}

extern "C" __global__ void copies_to_a_barrier(const int *in, int *out) {
    __shared__ barrier b;
    __shared__ alignas(16) int s[256];
    auto block = cg::this_thread_block();
    if (threadIdx.x == 0) init(&b, blockDim.x);
    __syncthreads();
    cuda::memcpy_async(block, s, in, cuda::aligned_size_t<16>(sizeof(int) * 256), b);
    b.arrive_and_wait();
    for (int k = threadIdx.x; k < 256; k += blockDim.x) out[k] = s[255 - k];
}

extern "C" __global__ void pipeline_of_a_thread(const int *in, int *out) {
    __shared__ int s[64];
    auto p = cuda::make_pipeline();
    p.producer_acquire();
    cuda::memcpy_async(&s[threadIdx.x], &in[threadIdx.x], sizeof(int), p);
    p.producer_commit();
    p.consumer_wait();
    __syncthreads();
    out[threadIdx.x] = s[63 - threadIdx.x];
    p.consumer_release();
}

extern "C" __global__ void pipeline_of_a_block(const int *in, int *out) {
    __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, 2> state;
    __shared__ int s[2][64];
    auto block = cg::this_thread_block();
    auto p = cuda::make_pipeline(block, &state);
    for (int k = 0; k < 5; k++) {
        if (k < 4) {
            p.producer_acquire();
            cuda::memcpy_async(block, s[k & 1], in + 64 * k, sizeof(int) * 64, p);
            p.producer_commit();
        }
        if (k > 0) {
            p.consumer_wait();
            out[64 * (k - 1) + threadIdx.x] = s[(k - 1) & 1][63 - threadIdx.x];
            p.consumer_release();
        }
    }
}

extern "C" __global__ void atomics(int *i, double *d, unsigned long long *l, int *out) {
    cuda::atomic_ref<int, cuda::thread_scope_device> a(i[0]);
    a.fetch_add(1, cuda::memory_order_relaxed);
    cuda::atomic_ref<int, cuda::thread_scope_system> most(i[1]);
    most.fetch_max((int) threadIdx.x, cuda::memory_order_acq_rel);
    cuda::atomic_ref<double, cuda::thread_scope_block> b(d[0]);
    b.fetch_add(0.5);
    cuda::atomic_ref<unsigned long long, cuda::thread_scope_device> c(l[0]);
    c.fetch_xor(1ull << threadIdx.x, cuda::memory_order_release);
    __shared__ cuda::atomic<int, cuda::thread_scope_block> shared;
    if (threadIdx.x == 0) shared = 0;
    __syncthreads();
    shared++;
    cuda::atomic_thread_fence(cuda::memory_order_seq_cst, cuda::thread_scope_system);
    __syncthreads();
    int expected = 32, other = 33;
    out[threadIdx.x] = shared.load(cuda::memory_order_acquire);
    if (threadIdx.x == 0) {
        cuda::atomic_ref<int, cuda::thread_scope_device> e(i[2]);
        out[32] = a.compare_exchange_strong(expected, 7);
        out[33] = a.compare_exchange_strong(other, 8) * 100 + other;
        e.store(9, cuda::memory_order_release);
        out[34] = e.exchange(4) * 10 + e.load(cuda::memory_order_acquire);
    }
}

struct alignas(16) Two { unsigned long long a, b; };

extern "C" __global__ void wide(float2 *f2, float4 *f4, Two *q, __half2 *h, __nv_bfloat162 *g, float4 *old) {
    atomicAdd(f2, make_float2(1, 2));
    old[threadIdx.x] = atomicAdd(f4, make_float4(1, 2, 3, 4));
    atomicAdd(h, __floats2half2_rn(1.f, 2.f));
    atomicAdd(g, __floats2bfloat162_rn(1.f, 2.f));
    if (threadIdx.x == 0) {
        q[2] = atomicExch(q, Two{1, 2});
        q[3] = atomicCAS(q + 1, Two{30, 41}, Two{5, 6});
        q[4] = atomicCAS(q + 1, Two{30, 40}, Two{7, 8});
    }
}
