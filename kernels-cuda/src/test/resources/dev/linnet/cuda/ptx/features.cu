// One kernel per feature; FeaturesTest computes the same in Java.
#include <cstdio>
#include <cuda_fp16.h>
#include <cuda_bf16.h>
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cuda_pipeline.h>
#include <mma.h>
namespace cg = cooperative_groups;
using namespace nvcuda;

__device__ __noinline__ int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
__device__ __noinline__ float twice(float x) { return 2 * x; }
__device__ __noinline__ float plus3(float x) { return x + 3; }
__device__ float (*table[2])(float) = {twice, plus3};
struct Shape { __device__ virtual int area(int x) = 0; };
struct Square : Shape { __device__ int area(int x) override { return x * x; } };
struct Strip : Shape { int w; __device__ int area(int x) override { return w * x; } };
struct Pair { char tag; double value; int more[3]; };

extern "C" __global__ void recursion(int* o) { o[threadIdx.x] = fib(threadIdx.x % 8); }
extern "C" __global__ void pointers(float* o) { o[threadIdx.x] = table[threadIdx.x & 1](threadIdx.x); }
extern "C" __global__ void virtuals(int* o) {
    Square a; Strip b; b.w = 5;
    Shape* s = threadIdx.x % 3 == 0 ? (Shape*) &a : (Shape*) &b;
    o[threadIdx.x] = s->area(threadIdx.x);
}
extern "C" __global__ void structs(Pair p, Pair* out, int at) { p.value += p.more[(threadIdx.x + at) % 3]; out[threadIdx.x] = p; }
extern "C" __global__ void locals(int* o, int n) {
    int a[16];
    for (int i = 0; i < 16; i++) a[i] = i * threadIdx.x;
    int s = 0;
    for (int i = 0; i < n; i++) s += a[(i * 7 + threadIdx.x) & 15];
    o[threadIdx.x] = s;
}
extern "C" __global__ void cases(int* o) {
    int s = threadIdx.x * 5;
    switch (threadIdx.x % 9) {
        case 0: s += o[1]; break; case 1: s *= 3; break; case 2: s -= o[threadIdx.x]; break; case 3: s ^= 9; break; case 4: s <<= 3; break;
        case 5: s /= 3; break; case 6: s %= 7; break; case 7: s = s * s + o[3]; break; default: s = -s;
    }
    o[threadIdx.x] = s;
}
extern "C" __global__ void prints(int n) { if (threadIdx.x < 2) printf("t%d %5.2f|%s|%-4lld|%x\n", threadIdx.x, n / 4.0, "text", 7ll + n, 255u); }
extern "C" __global__ void collatz(int* o) { int x = threadIdx.x + 1, n = 0; while (x != 1) { if (x & 1) x = 3 * x + 1; else x /= 2; n++; if (n > 60) break; } o[threadIdx.x] = n; }
extern "C" __global__ void atomics(int* i, unsigned* u, unsigned long long* l, float* f, double* d, __half2* h) {
    int t = threadIdx.x + blockIdx.x * blockDim.x;
    atomicAdd(i, t); atomicSub(i + 1, t); atomicMin(i + 2, -t); atomicMax(i + 3, t); atomicAnd(i + 4, ~(1 << t % 32)); atomicOr(i + 5, 1 << t % 32); atomicXor(i + 6, t);
    atomicInc(u, 9); atomicDec(u + 1, 9); atomicMax(u + 2, 0x80000000u + t); atomicAdd(l, 1ull << 33); atomicMin(l + 1, (unsigned long long) t);
    atomicAdd(f, 0.1f); atomicAdd(d, 0.1); atomicAdd(h, __floats2half2_rn(1, 2));
    i[16 + t] = atomicExch(i + 7, t); if (atomicCAS(i + 8, 0, t + 1) == 0) i[9] = t;
}
extern "C" __global__ void shared_atomics(int* o) { __shared__ int bins[4]; __shared__ float sum; if (threadIdx.x < 4) bins[threadIdx.x] = 0; if (threadIdx.x == 0) sum = 0; __syncthreads(); atomicAdd(bins + threadIdx.x % 4, threadIdx.x); atomicAdd(&sum, 0.5f); __syncthreads(); if (threadIdx.x < 4) o[threadIdx.x] = bins[threadIdx.x] + (int) sum; }
extern "C" __global__ void warps(int* o) {
    unsigned m = 0xffffffff; int t = threadIdx.x, v = t * t % 37; int p;
    o[t] = __shfl_sync(m, v, 3); o[32 + t] = __shfl_up_sync(m, v, 2, 8); o[64 + t] = __shfl_down_sync(m, v, 5, 16); o[96 + t] = __shfl_xor_sync(m, v, 9);
    o[128 + t] = __ballot_sync(m, v & 1); o[160 + t] = __any_sync(m, v == 36) * 2 + __all_sync(m, v < 37); o[192 + t] = __match_any_sync(m, v % 3);
    o[224 + t] = __match_all_sync(m, v / 37, &p) + p; o[256 + t] = __reduce_add_sync(m, v) + 1000 * __reduce_max_sync(m, v); o[288 + t] = __reduce_xor_sync(m, (unsigned) v);
    if (t % 3 == 0) o[320 + t] = __activemask();
}
extern "C" __global__ void barriers(int* o) { o[threadIdx.x] = __syncthreads_count(threadIdx.x % 3 == 0) + 1000 * __syncthreads_and(threadIdx.x < 64) + 2000 * __syncthreads_or(threadIdx.x == 63);
    if (threadIdx.x < 32) { asm volatile("bar.arrive 1, 64;"); } else { asm volatile("bar.sync 1, 64;"); } }
extern "C" __global__ void groups(int* o) {
    cg::thread_block b = cg::this_thread_block(); auto t = cg::tiled_partition<16>(b);
    int v = cg::reduce(t, (int) t.thread_rank(), cg::plus<int>()); b.sync();
    o[b.thread_rank()] = v + t.shfl(b.thread_rank(), 3);
    if (threadIdx.x % 3 == 0) { auto c = cg::coalesced_threads(); o[64 + b.thread_rank()] = c.size() * 100 + c.thread_rank(); c.sync(); }
}
extern "C" __global__ void halves(const float* x, float* o) {
    int t = threadIdx.x; __half a = __float2half(x[t]), b = __float2half(x[t + 1]); __nv_bfloat16 c = __float2bfloat16(x[t]), e = __float2bfloat16(x[t + 1]);
    o[t] = __half2float(__hfma(a, b, a)); o[32 + t] = __half2float(__hadd(a, b)); o[64 + t] = __bfloat162float(__hfma(c, e, c)); o[96 + t] = __bfloat162float(__hmul(c, e));
    __half2 p = __halves2half2(a, b); o[128 + t] = __half2float(__high2half(__hmul2(p, p))); o[160 + t] = __hlt(a, b) ? 1 : 0; o[192 + t] = __half2int_rz(__hmul(a, __float2half(8)));
}
extern "C" __global__ void tensor(const __half* a, const __half* b, float* c) {
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> fa; wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::col_major> fb;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc; wmma::fill_fragment(fc, 1.5f);
    wmma::load_matrix_sync(fa, a, 16); wmma::load_matrix_sync(fb, b, 16); wmma::mma_sync(fc, fa, fb, fc); wmma::store_matrix_sync(c, fc, 16, wmma::mem_row_major);
}
// The same product by mma.sync with operands from ldmatrix: the manual's layouts.
extern "C" __global__ void tensor_ptx(const __half* a, const __half* b, float* c) {
    __shared__ __align__(16) __half sa[256], sb[256];
    for (int i = threadIdx.x; i < 256; i += 32) { sa[i] = a[i]; sb[i] = b[i]; }
    __syncwarp();
    unsigned r[4], q[2]; unsigned pa = (unsigned) __cvta_generic_to_shared(sa + (threadIdx.x % 16) * 16 + threadIdx.x / 16 * 8);
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];" : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(pa));
    for (int n = 0; n < 16; n += 8) {
        unsigned pb = (unsigned) __cvta_generic_to_shared(sb + (n + threadIdx.x % 8) * 16 + threadIdx.x / 8 % 2 * 8);
        asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];" : "=r"(q[0]), "=r"(q[1]) : "r"(pb));
        float d[4] = {1.5f, 1.5f, 1.5f, 1.5f};
        asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
            : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]) : "r"(r[0]), "r"(r[1]), "r"(r[2]), "r"(r[3]), "r"(q[0]), "r"(q[1]));
        int row = threadIdx.x / 4, column = n + threadIdx.x % 4 * 2;
        c[row * 16 + column] = d[0]; c[row * 16 + column + 1] = d[1]; c[(row + 8) * 16 + column] = d[2]; c[(row + 8) * 16 + column + 1] = d[3];
    }
}
extern "C" __global__ void copies(const float* g, float* o) { __shared__ float s[128]; __pipeline_memcpy_async(&s[threadIdx.x * 4], &g[threadIdx.x * 4], 16); __pipeline_commit(); __pipeline_wait_prior(0); __syncthreads(); for (int i = 0; i < 4; i++) o[threadIdx.x * 4 + i] = s[127 - threadIdx.x * 4 - i]; }
extern "C" __global__ void functions(const float* x, float* o) { int t = threadIdx.x; float v = x[t]; o[t] = expf(v); o[32 + t] = logf(v); o[64 + t] = sinf(v); o[96 + t] = tanhf(v); o[128 + t] = powf(v, 1.7f); o[160 + t] = rsqrtf(v); o[192 + t] = erff(v); o[224 + t] = __expf(v); o[256 + t] = cosf(v * 1000); o[288 + t] = 1 / v; o[320 + t] = __fdividef(v, 3); }
extern "C" __global__ void doubles(const double* x, double* o) { int t = threadIdx.x; double v = x[t]; o[t] = exp(v); o[32 + t] = log(v); o[64 + t] = sin(v); o[96 + t] = tanh(v); o[128 + t] = pow(v, 1.7); o[160 + t] = 1 / sqrt(v); o[192 + t] = cos(v * 1e6); }
