// What cuda_fp16.h and cuda_bf16.h have in common: a number of 16 bits, computed with by PTX. LINNET_T is the type, LINNET_T2 a
// pair, LINNET_P its name in PTX; sums and products are fused multiply-adds, which round once just the same.
#define LINNET_FN __device__ __forceinline__
#define LINNET_S_(x) #x
#define LINNET_S(x) LINNET_S_(x)
#define LINNET_PTX LINNET_S(LINNET_P)

struct __align__(2) LINNET_T {
  unsigned short __x;
  LINNET_T() = default;
  LINNET_FN LINNET_T(float f) { asm("cvt.rn." LINNET_PTX ".f32 %0, %1;" : "=h"(__x) : "f"(f)); }
  LINNET_FN LINNET_T(double d) { asm("cvt.rn." LINNET_PTX ".f64 %0, %1;" : "=h"(__x) : "d"(d)); }
  LINNET_FN LINNET_T(int i) { asm("cvt.rn." LINNET_PTX ".s32 %0, %1;" : "=h"(__x) : "r"(i)); }
  LINNET_FN LINNET_T(unsigned int i) { asm("cvt.rn." LINNET_PTX ".u32 %0, %1;" : "=h"(__x) : "r"(i)); }
  LINNET_FN operator float() const {
    float f;
    LINNET_TO_FLOAT(f, __x);
    return f;
  }
};
struct __align__(4) LINNET_T2 {
  LINNET_T x, y;
};
namespace linnet_small {
LINNET_FN unsigned int word(LINNET_T2 a) { return a.x.__x | (unsigned int)a.y.__x << 16; }
LINNET_FN LINNET_T one(unsigned short bits, LINNET_T) {
  LINNET_T h;
  h.__x = bits;
  return h;
}
LINNET_FN LINNET_T2 two(unsigned int bits, LINNET_T2) {
  LINNET_T2 h;
  h.x.__x = (unsigned short)bits;
  h.y.__x = (unsigned short)(bits >> 16);
  return h;
}
}
LINNET_FN LINNET_T __hfma(LINNET_T a, LINNET_T b, LINNET_T c) {
  LINNET_T r;
  asm("fma.rn." LINNET_PTX " %0, %1, %2, %3;" : "=h"(r.__x) : "h"(a.__x), "h"(b.__x), "h"(c.__x));
  return r;
}
LINNET_FN LINNET_T2 __hfma2(LINNET_T2 a, LINNET_T2 b, LINNET_T2 c) {
  unsigned int r;
  asm("fma.rn." LINNET_PTX "x2 %0, %1, %2, %3;" : "=r"(r) : "r"(linnet_small::word(a)), "r"(linnet_small::word(b)), "r"(linnet_small::word(c)));
  return linnet_small::two(r, a);
}
LINNET_FN LINNET_T __hneg(LINNET_T a) { return linnet_small::one(a.__x ^ 0x8000, a); }
LINNET_FN LINNET_T __habs(LINNET_T a) { return linnet_small::one(a.__x & 0x7fff, a); }
LINNET_FN LINNET_T2 __hneg2(LINNET_T2 a) { return linnet_small::two(linnet_small::word(a) ^ 0x80008000, a); }
LINNET_FN LINNET_T2 __habs2(LINNET_T2 a) { return linnet_small::two(linnet_small::word(a) & 0x7fff7fff, a); }
LINNET_FN LINNET_T __hadd(LINNET_T a, LINNET_T b) { return __hfma(a, LINNET_T(1.0f), b); }
LINNET_FN LINNET_T __hsub(LINNET_T a, LINNET_T b) { return __hfma(b, LINNET_T(-1.0f), a); }
LINNET_FN LINNET_T __hmul(LINNET_T a, LINNET_T b) { return __hfma(a, b, LINNET_T(-0.0f)); }
LINNET_FN LINNET_T __hdiv(LINNET_T a, LINNET_T b) { return LINNET_T((float)a / (float)b); }
LINNET_FN LINNET_T2 linnet_pair(LINNET_T x, LINNET_T y) {
  LINNET_T2 r;
  r.x = x;
  r.y = y;
  return r;
}
LINNET_FN LINNET_T2 __hadd2(LINNET_T2 a, LINNET_T2 b) { return __hfma2(a, linnet_pair(LINNET_T(1.0f), LINNET_T(1.0f)), b); }
LINNET_FN LINNET_T2 __hsub2(LINNET_T2 a, LINNET_T2 b) { return __hfma2(b, linnet_pair(LINNET_T(-1.0f), LINNET_T(-1.0f)), a); }
LINNET_FN LINNET_T2 __hmul2(LINNET_T2 a, LINNET_T2 b) { return __hfma2(a, b, linnet_pair(LINNET_T(-0.0f), LINNET_T(-0.0f))); }
LINNET_FN LINNET_T2 __h2div(LINNET_T2 a, LINNET_T2 b) { return linnet_pair(__hdiv(a.x, b.x), __hdiv(a.y, b.y)); }
LINNET_FN bool __heq(LINNET_T a, LINNET_T b) { return (float)a == (float)b; }
LINNET_FN bool __hne(LINNET_T a, LINNET_T b) { return (float)a < (float)b || (float)a > (float)b; }
LINNET_FN bool __hlt(LINNET_T a, LINNET_T b) { return (float)a < (float)b; }
LINNET_FN bool __hle(LINNET_T a, LINNET_T b) { return (float)a <= (float)b; }
LINNET_FN bool __hgt(LINNET_T a, LINNET_T b) { return (float)a > (float)b; }
LINNET_FN bool __hge(LINNET_T a, LINNET_T b) { return (float)a >= (float)b; }
LINNET_FN bool __hisnan(LINNET_T a) { return (float)a != (float)a; }
LINNET_FN LINNET_T __hmin(LINNET_T a, LINNET_T b) { return LINNET_T(fminf((float)a, (float)b)); }
LINNET_FN LINNET_T __hmax(LINNET_T a, LINNET_T b) { return LINNET_T(fmaxf((float)a, (float)b)); }
LINNET_FN LINNET_T2 __hmin2(LINNET_T2 a, LINNET_T2 b) { return linnet_pair(__hmin(a.x, b.x), __hmin(a.y, b.y)); }
LINNET_FN LINNET_T2 __hmax2(LINNET_T2 a, LINNET_T2 b) { return linnet_pair(__hmax(a.x, b.x), __hmax(a.y, b.y)); }
#define LINNET_OF_FLOAT(name, f) \
  LINNET_FN LINNET_T h##name(LINNET_T a) { return LINNET_T(f((float)a)); } \
  LINNET_FN LINNET_T2 h2##name(LINNET_T2 a) { return linnet_pair(h##name(a.x), h##name(a.y)); }
LINNET_OF_FLOAT(exp, expf)
LINNET_OF_FLOAT(exp2, exp2f)
LINNET_OF_FLOAT(log, logf)
LINNET_OF_FLOAT(log2, log2f)
LINNET_OF_FLOAT(sqrt, sqrtf)
LINNET_OF_FLOAT(rsqrt, rsqrtf)
LINNET_OF_FLOAT(sin, sinf)
LINNET_OF_FLOAT(cos, cosf)
LINNET_OF_FLOAT(floor, floorf)
LINNET_OF_FLOAT(ceil, ceilf)
LINNET_OF_FLOAT(trunc, truncf)
#undef LINNET_OF_FLOAT
LINNET_FN LINNET_T operator+(LINNET_T a, LINNET_T b) { return __hadd(a, b); }
LINNET_FN LINNET_T operator-(LINNET_T a, LINNET_T b) { return __hsub(a, b); }
LINNET_FN LINNET_T operator*(LINNET_T a, LINNET_T b) { return __hmul(a, b); }
LINNET_FN LINNET_T operator/(LINNET_T a, LINNET_T b) { return __hdiv(a, b); }
LINNET_FN LINNET_T operator-(LINNET_T a) { return __hneg(a); }
LINNET_FN LINNET_T &operator+=(LINNET_T &a, LINNET_T b) { return a = a + b; }
LINNET_FN LINNET_T &operator-=(LINNET_T &a, LINNET_T b) { return a = a - b; }
LINNET_FN LINNET_T &operator*=(LINNET_T &a, LINNET_T b) { return a = a * b; }
LINNET_FN LINNET_T &operator/=(LINNET_T &a, LINNET_T b) { return a = a / b; }
LINNET_FN bool operator==(LINNET_T a, LINNET_T b) { return __heq(a, b); }
LINNET_FN bool operator!=(LINNET_T a, LINNET_T b) { return (float)a != (float)b; }
LINNET_FN bool operator<(LINNET_T a, LINNET_T b) { return __hlt(a, b); }
LINNET_FN bool operator<=(LINNET_T a, LINNET_T b) { return __hle(a, b); }
LINNET_FN bool operator>(LINNET_T a, LINNET_T b) { return __hgt(a, b); }
LINNET_FN bool operator>=(LINNET_T a, LINNET_T b) { return __hge(a, b); }
LINNET_FN LINNET_T2 operator+(LINNET_T2 a, LINNET_T2 b) { return __hadd2(a, b); }
LINNET_FN LINNET_T2 operator-(LINNET_T2 a, LINNET_T2 b) { return __hsub2(a, b); }
LINNET_FN LINNET_T2 operator*(LINNET_T2 a, LINNET_T2 b) { return __hmul2(a, b); }
LINNET_FN LINNET_T __ldg(const LINNET_T *p) { return *p; }
LINNET_FN LINNET_T2 __ldg(const LINNET_T2 *p) { return *p; }
#define LINNET_SHUFFLE(name, A) \
  LINNET_FN LINNET_T name(unsigned int m, LINNET_T v, A a, int w = 32) { \
    return linnet_small::one((unsigned short)name(m, (unsigned int)v.__x, a, w), v); } \
  LINNET_FN LINNET_T2 name(unsigned int m, LINNET_T2 v, A a, int w = 32) { \
    return linnet_small::two(name(m, linnet_small::word(v), a, w), v); }
LINNET_SHUFFLE(__shfl_sync, int)
LINNET_SHUFFLE(__shfl_up_sync, unsigned int)
LINNET_SHUFFLE(__shfl_down_sync, unsigned int)
LINNET_SHUFFLE(__shfl_xor_sync, int)
#undef LINNET_SHUFFLE
LINNET_FN LINNET_T atomicAdd(LINNET_T *p, LINNET_T v) {
  LINNET_T r;
  asm volatile("atom.add.noftz." LINNET_PTX " %0, [%1], %2;" : "=h"(r.__x) : "l"(p), "h"(v.__x) : "memory");
  return r;
}
LINNET_FN LINNET_T2 atomicAdd(LINNET_T2 *p, LINNET_T2 v) {
  unsigned int r;
  asm volatile("atom.add.noftz." LINNET_PTX "x2 %0, [%1], %2;" : "=r"(r) : "l"(p), "r"(linnet_small::word(v)) : "memory");
  return linnet_small::two(r, v);
}
