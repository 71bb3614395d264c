// What CUDA C++ is to clang where no toolkit is: keywords, built-in variables and functions.
#pragma once
#define __host__ __attribute__((host))
#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
#define __forceinline__ __inline__ __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
#define __align__(n) __attribute__((aligned(n)))
#define __LINNET_FN static __inline__ __attribute__((always_inline, device))

typedef __SIZE_TYPE__ size_t;
typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long int64_t;
typedef unsigned long uint64_t;

struct uint3 { unsigned int x, y, z; };
struct dim3 { unsigned int x, y, z; };
struct __attribute__((aligned(8))) int2 { int x, y; };
struct int3 { int x, y, z; };
struct __attribute__((aligned(16))) int4 { int x, y, z, w; };
struct __attribute__((aligned(8))) uint2 { unsigned int x, y; };
struct __attribute__((aligned(16))) uint4 { unsigned int x, y, z, w; };
struct __attribute__((aligned(8))) float2 { float x, y; };
struct float3 { float x, y, z; };
struct __attribute__((aligned(16))) float4 { float x, y, z, w; };
struct __attribute__((aligned(16))) double2 { double x, y; };
__LINNET_FN int2 make_int2(int x, int y) { return {x, y}; }
__LINNET_FN int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }
__LINNET_FN float2 make_float2(float x, float y) { return {x, y}; }
__LINNET_FN float3 make_float3(float x, float y, float z) { return {x, y, z}; }
__LINNET_FN float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
__LINNET_FN double2 make_double2(double x, double y) { return {x, y}; }

#include "__clang_cuda_builtin_vars.h"

__LINNET_FN int __syncthreads_count(int p) { return __nvvm_bar0_popc(p); }
__LINNET_FN int __syncthreads_and(int p) { return __nvvm_bar0_and(p); }
__LINNET_FN int __syncthreads_or(int p) { return __nvvm_bar0_or(p); }
__LINNET_FN void __syncwarp(unsigned int mask = 0xffffffffu) { __nvvm_bar_warp_sync(mask); }
__LINNET_FN void __threadfence_block() { __nvvm_membar_cta(); }
__LINNET_FN void __threadfence() { __nvvm_membar_gl(); }
__LINNET_FN void __threadfence_system() { __nvvm_membar_sys(); }

__LINNET_FN int __all_sync(unsigned int m, int p) { return __nvvm_vote_all_sync(m, p); }
__LINNET_FN int __any_sync(unsigned int m, int p) { return __nvvm_vote_any_sync(m, p); }
__LINNET_FN unsigned int __ballot_sync(unsigned int m, int p) { return __nvvm_vote_ballot_sync(m, p); }
__LINNET_FN unsigned int __activemask() {
  unsigned int mask;
  asm volatile("activemask.b32 %0;" : "=r"(mask));
  return mask;
}

#define __LINNET_SHUFFLE(name, call, clamp) \
  __LINNET_FN int name(unsigned int m, int v, int a, int w = 32) { return call##i32(m, v, a, ((32 - w) << 8) | clamp); } \
  __LINNET_FN unsigned int name(unsigned int m, unsigned int v, int a, int w = 32) { \
    return (unsigned int)call##i32(m, (int)v, a, ((32 - w) << 8) | clamp); } \
  __LINNET_FN float name(unsigned int m, float v, int a, int w = 32) { return call##f32(m, v, a, ((32 - w) << 8) | clamp); } \
  __LINNET_FN double name(unsigned int m, double v, int a, int w = 32) { \
    long bits = __builtin_bit_cast(long, v); \
    unsigned long low = (unsigned int)call##i32(m, (int)bits, a, ((32 - w) << 8) | clamp); \
    unsigned long high = (unsigned int)call##i32(m, (int)(bits >> 32), a, ((32 - w) << 8) | clamp); \
    return __builtin_bit_cast(double, low | high << 32); }
__LINNET_SHUFFLE(__shfl_sync, __nvvm_shfl_sync_idx_, 0x1f)
__LINNET_SHUFFLE(__shfl_up_sync, __nvvm_shfl_sync_up_, 0)
__LINNET_SHUFFLE(__shfl_down_sync, __nvvm_shfl_sync_down_, 0x1f)
__LINNET_SHUFFLE(__shfl_xor_sync, __nvvm_shfl_sync_bfly_, 0x1f)

#define __LINNET_ATOMIC(T, S) \
  __LINNET_FN T atomicAdd(T *p, T v) { return (T)__nvvm_atom_add_gen_i((S *)p, (S)v); } \
  __LINNET_FN T atomicSub(T *p, T v) { return (T)__nvvm_atom_add_gen_i((S *)p, (S)(0 - v)); } \
  __LINNET_FN T atomicExch(T *p, T v) { return (T)__nvvm_atom_xchg_gen_i((S *)p, (S)v); } \
  __LINNET_FN T atomicAnd(T *p, T v) { return (T)__nvvm_atom_and_gen_i((S *)p, (S)v); } \
  __LINNET_FN T atomicOr(T *p, T v) { return (T)__nvvm_atom_or_gen_i((S *)p, (S)v); } \
  __LINNET_FN T atomicXor(T *p, T v) { return (T)__nvvm_atom_xor_gen_i((S *)p, (S)v); } \
  __LINNET_FN T atomicCAS(T *p, T c, T v) { return (T)__nvvm_atom_cas_gen_i((S *)p, (S)c, (S)v); }
__LINNET_ATOMIC(int, int)
__LINNET_ATOMIC(unsigned int, int)
__LINNET_FN int atomicMax(int *p, int v) { return __nvvm_atom_max_gen_i(p, v); }
__LINNET_FN int atomicMin(int *p, int v) { return __nvvm_atom_min_gen_i(p, v); }
__LINNET_FN unsigned int atomicMax(unsigned int *p, unsigned int v) { return __nvvm_atom_max_gen_ui(p, v); }
__LINNET_FN unsigned int atomicMin(unsigned int *p, unsigned int v) { return __nvvm_atom_min_gen_ui(p, v); }
__LINNET_FN unsigned long long atomicAdd(unsigned long long *p, unsigned long long v) {
  return (unsigned long long)__nvvm_atom_add_gen_ll((long long *)p, (long long)v);
}
__LINNET_FN unsigned long long atomicCAS(unsigned long long *p, unsigned long long c, unsigned long long v) {
  return (unsigned long long)__nvvm_atom_cas_gen_ll((long long *)p, (long long)c, (long long)v);
}
__LINNET_FN float atomicAdd(float *p, float v) { return __nvvm_atom_add_gen_f(p, v); }
__LINNET_FN double atomicAdd(double *p, double v) { return __nvvm_atom_add_gen_d(p, v); }

template <class T> __LINNET_FN T __ldg(const T *p) { return *p; }
__LINNET_FN int min(int a, int b) { return a < b ? a : b; }
__LINNET_FN int max(int a, int b) { return a > b ? a : b; }
__LINNET_FN unsigned int min(unsigned int a, unsigned int b) { return a < b ? a : b; }
__LINNET_FN unsigned int max(unsigned int a, unsigned int b) { return a > b ? a : b; }
__LINNET_FN float min(float a, float b) { return __builtin_fminf(a, b); }
__LINNET_FN float max(float a, float b) { return __builtin_fmaxf(a, b); }
__LINNET_FN double min(double a, double b) { return __builtin_fmin(a, b); }
__LINNET_FN double max(double a, double b) { return __builtin_fmax(a, b); }
__LINNET_FN int abs(int a) { return a < 0 ? -a : a; }
__LINNET_FN float fminf(float a, float b) { return __builtin_fminf(a, b); }
__LINNET_FN float fmaxf(float a, float b) { return __builtin_fmaxf(a, b); }
__LINNET_FN double fmin(double a, double b) { return __builtin_fmin(a, b); }
__LINNET_FN double fmax(double a, double b) { return __builtin_fmax(a, b); }
__LINNET_FN float fabsf(float a) { return __builtin_fabsf(a); }
__LINNET_FN double fabs(double a) { return __builtin_fabs(a); }
__LINNET_FN float sqrtf(float a) { return __nvvm_sqrt_rn_f(a); }
__LINNET_FN double sqrt(double a) { return __nvvm_sqrt_rn_d(a); }
__LINNET_FN float rsqrtf(float a) { return __nvvm_rsqrt_approx_f(a); }
__LINNET_FN float fmaf(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
__LINNET_FN double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
__LINNET_FN float floorf(float a) { return __builtin_floorf(a); }
__LINNET_FN float ceilf(float a) { return __builtin_ceilf(a); }
__LINNET_FN float truncf(float a) { return __builtin_truncf(a); }
// Approximations within a few units in the last place; the exact functions come with a toolkit.
__LINNET_FN float exp2f(float a) { return __nvvm_ex2_approx_f(a); }
__LINNET_FN float expf(float a) { return __nvvm_ex2_approx_f(a * 1.4426950408889634f); }
__LINNET_FN float __expf(float a) { return expf(a); }
__LINNET_FN float log2f(float a) { return __nvvm_lg2_approx_f(a); }
__LINNET_FN float logf(float a) { return __nvvm_lg2_approx_f(a) * 0.6931471805599453f; }
__LINNET_FN float __logf(float a) { return logf(a); }
__LINNET_FN float sinf(float a) { return __nvvm_sin_approx_f(a); }
__LINNET_FN float cosf(float a) { return __nvvm_cos_approx_f(a); }
__LINNET_FN float __fdividef(float a, float b) { return a / b; }
__LINNET_FN int __popc(unsigned int a) { return __builtin_popcount(a); }
__LINNET_FN int __popcll(unsigned long long a) { return __builtin_popcountll(a); }
__LINNET_FN int __clz(int a) { return a == 0 ? 32 : __builtin_clz((unsigned int)a); }
__LINNET_FN int __ffs(int a) { return __builtin_ffs(a); }
__LINNET_FN float __int_as_float(int a) { return __builtin_bit_cast(float, a); }
__LINNET_FN int __float_as_int(float a) { return __builtin_bit_cast(int, a); }
