// Half precision where the toolkit's header is missing: the common part of it, by the same names.
#pragma once
#define LINNET_T __half
#define LINNET_T2 __half2
#define LINNET_P f16
#define LINNET_TO_FLOAT(f, x) asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(x))
#include "linnet_small_float.h"
typedef __half half;
typedef __half2 half2;
LINNET_FN __half __float2half(float f) { return __half(f); }
LINNET_FN __half __float2half_rn(float f) { return __half(f); }
LINNET_FN __half __float2half_rz(float f) { __half h; asm("cvt.rz.f16.f32 %0, %1;" : "=h"(h.__x) : "f"(f)); return h; }
LINNET_FN __half __float2half_rd(float f) { __half h; asm("cvt.rm.f16.f32 %0, %1;" : "=h"(h.__x) : "f"(f)); return h; }
LINNET_FN __half __float2half_ru(float f) { __half h; asm("cvt.rp.f16.f32 %0, %1;" : "=h"(h.__x) : "f"(f)); return h; }
LINNET_FN __half __double2half(double d) { return __half(d); }
LINNET_FN __half __int2half_rn(int i) { return __half(i); }
LINNET_FN __half __uint2half_rn(unsigned int i) { return __half(i); }
LINNET_FN float __half2float(__half h) { return (float)h; }
LINNET_FN int __half2int_rn(__half h) { return __float2int_rn((float)h); }
LINNET_FN int __half2int_rz(__half h) { return __float2int_rz((float)h); }
LINNET_FN int __half2int_rd(__half h) { return __float2int_rd((float)h); }
LINNET_FN int __half2int_ru(__half h) { return __float2int_ru((float)h); }
LINNET_FN unsigned short __half_as_ushort(__half h) { return h.__x; }
LINNET_FN short __half_as_short(__half h) { return (short)h.__x; }
LINNET_FN __half __ushort_as_half(unsigned short bits) { return linnet_small::one(bits, __half()); }
LINNET_FN __half __short_as_half(short bits) { return linnet_small::one((unsigned short)bits, __half()); }
LINNET_FN __half2 __halves2half2(__half a, __half b) { return linnet_pair(a, b); }
LINNET_FN __half2 make_half2(__half a, __half b) { return linnet_pair(a, b); }
LINNET_FN __half2 __half2half2(__half a) { return linnet_pair(a, a); }
LINNET_FN __half2 __float2half2_rn(float f) { return linnet_pair(__half(f), __half(f)); }
LINNET_FN __half2 __floats2half2_rn(float a, float b) { return linnet_pair(__half(a), __half(b)); }
LINNET_FN __half2 __float22half2_rn(float2 f) { return linnet_pair(__half(f.x), __half(f.y)); }
LINNET_FN float2 __half22float2(__half2 h) { return make_float2((float)h.x, (float)h.y); }
LINNET_FN __half __low2half(__half2 h) { return h.x; }
LINNET_FN __half __high2half(__half2 h) { return h.y; }
LINNET_FN float __low2float(__half2 h) { return (float)h.x; }
LINNET_FN float __high2float(__half2 h) { return (float)h.y; }
LINNET_FN __half2 __lowhigh2highlow(__half2 h) { return linnet_pair(h.y, h.x); }
#undef LINNET_T
#undef LINNET_T2
#undef LINNET_P
#undef LINNET_TO_FLOAT
