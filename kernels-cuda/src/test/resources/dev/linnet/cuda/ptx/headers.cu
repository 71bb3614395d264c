// Runs with the headers of the toolkit (headers.ptx: nvcc -ptx -arch=sm_90 -std=c++17) and with Linnet's own alike.
#include <cassert>
#include <cmath>
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
#include <cstdint>
#include <cstdio>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_pipeline.h>
#include <cuda_runtime.h>
#include <math_constants.h>
namespace cg = cooperative_groups;

extern "C" __global__ void halves(const float *x, float *out) {
    int t = threadIdx.x, n = blockDim.x;
    __half a = __float2half(x[t]), b = __float2half_rn(x[t + 1]);
    __half2 p = __floats2half2_rn(x[t], x[t + 1]);
    out[t] = __half2float(a * b + a);
    out[n + t] = __half2float(__hfma(a, b, a)) + __half2float(__hsub(a, b));
    float2 q = __half22float2(__hfma2(p, __half2half2(b), p));
    out[2 * n + t] = q.x - q.y;
    out[3 * n + t] = (a < b) + 2 * __hge(a, b) + 4 * (__hmax(a, b) == b) + __half2int_rz(a);
    out[4 * n + t] = __half2float(__shfl_xor_sync(0xffffffffu, a, 1)) + __half2float(hsqrt(__habs(a)));
    a += b;
    a /= __float2half(2.f);
    out[5 * n + t] = __half2float(-a) + __half_as_ushort(a);
}

extern "C" __global__ void brains(const float *x, float *out) {
    int t = threadIdx.x, n = blockDim.x;
    __nv_bfloat16 a = __float2bfloat16(x[t]), b = __float2bfloat16_rn(x[t + 1]);
    __nv_bfloat162 p = __floats2bfloat162_rn(x[t], x[t + 1]);
    out[t] = __bfloat162float(a * b + a);
    out[n + t] = __bfloat162float(__hfma(a, b, a)) + __bfloat162float(__hmul(a, b));
    float2 q = __bfloat1622float2(__hadd2(p, __bfloat162bfloat162(b)));
    out[2 * n + t] = q.x - q.y;
    out[3 * n + t] = (a < b) + 2 * (a >= b) + __bfloat162int_rn(a);
}

extern "C" __global__ void groups(int *out) {
    auto block = cg::this_thread_block();
    auto tile = cg::tiled_partition<16>(block);
    int t = block.thread_rank(), n = block.size();
    out[t] = cg::reduce(tile, t, cg::plus<int>()) + 10000 * tile.meta_group_rank();
    out[n + t] = cg::inclusive_scan(tile, t) + cg::exclusive_scan(tile, 1);
    out[2 * n + t] = tile.shfl_down(t, 3) + 100 * tile.any(t == 3) + 1000 * tile.all(t < 40) + tile.ballot(t % 3 == 0);
    out[3 * n + t] = 0;
    if (t % 3 != 1) {
        auto c = cg::coalesced_threads();
        out[3 * n + t] = c.size() * 1000 + c.thread_rank() + 7 * c.shfl(t, 2) + cg::reduce(c, t, cg::greater<int>());
        c.sync();
    }
    auto part = cg::labeled_partition(tile, t % 3);
    out[4 * n + t] = part.size() * 100 + part.thread_rank();
    cg::sync(block);
}

extern "C" __global__ void grid(int *x, int *out) {
    auto g = cg::this_grid();
    unsigned me = g.thread_rank();
    x[me] = 3 * me;
    g.sync();
    out[me] = x[(me + 5) % g.size()];
    g.sync();
}

extern "C" __global__ void rest(const float *in, float *out, uint32_t limit) {
    __shared__ float4 s[32];
    int32_t t = threadIdx.x;
    __pipeline_memcpy_async(&s[t], in + 4 * t, 16);
    __pipeline_commit();
    __pipeline_wait_prior(0);
    __syncthreads();
    assert(limit >= blockDim.x);
    out[t] = s[31 - t].y + CUDART_PI_F + (isinf(CUDART_INF_F) ? 1.f : 0.f) + std::uint8_t(300);
    if (t == 0) printf("%d of %u\n", t, limit);
}
