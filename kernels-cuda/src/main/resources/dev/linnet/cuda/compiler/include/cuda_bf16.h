// bfloat16 where the toolkit's header is missing: the common part of it, by the same names.
#pragma once
#define LINNET_T __nv_bfloat16
#define LINNET_T2 __nv_bfloat162
#define LINNET_P bf16
#define LINNET_TO_FLOAT(f, x) f = __uint_as_float((unsigned int)(x) << 16)
#include "linnet_small_float.h"
typedef __nv_bfloat16 nv_bfloat16;
typedef __nv_bfloat162 nv_bfloat162;
LINNET_FN __nv_bfloat16 __float2bfloat16(float f) { return __nv_bfloat16(f); }
LINNET_FN __nv_bfloat16 __float2bfloat16_rn(float f) { return __nv_bfloat16(f); }
LINNET_FN __nv_bfloat16 __float2bfloat16_rz(float f) { return linnet_small::one((unsigned short)(__float_as_uint(f) >> 16), __nv_bfloat16()); }
LINNET_FN __nv_bfloat16 __double2bfloat16(double d) { return __nv_bfloat16(d); }
LINNET_FN __nv_bfloat16 __int2bfloat16_rn(int i) { return __nv_bfloat16(i); }
LINNET_FN float __bfloat162float(__nv_bfloat16 h) { return (float)h; }
LINNET_FN int __bfloat162int_rn(__nv_bfloat16 h) { return __float2int_rn((float)h); }
LINNET_FN int __bfloat162int_rz(__nv_bfloat16 h) { return __float2int_rz((float)h); }
LINNET_FN unsigned short __bfloat16_as_ushort(__nv_bfloat16 h) { return h.__x; }
LINNET_FN __nv_bfloat16 __ushort_as_bfloat16(unsigned short bits) { return linnet_small::one(bits, __nv_bfloat16()); }
LINNET_FN __nv_bfloat162 __halves2bfloat162(__nv_bfloat16 a, __nv_bfloat16 b) { return linnet_pair(a, b); }
LINNET_FN __nv_bfloat162 make_bfloat162(__nv_bfloat16 a, __nv_bfloat16 b) { return linnet_pair(a, b); }
LINNET_FN __nv_bfloat162 __bfloat162bfloat162(__nv_bfloat16 a) { return linnet_pair(a, a); }
LINNET_FN __nv_bfloat162 __float2bfloat162_rn(float f) { return linnet_pair(__nv_bfloat16(f), __nv_bfloat16(f)); }
LINNET_FN __nv_bfloat162 __floats2bfloat162_rn(float a, float b) { return linnet_pair(__nv_bfloat16(a), __nv_bfloat16(b)); }
LINNET_FN __nv_bfloat162 __float22bfloat162_rn(float2 f) { return linnet_pair(__nv_bfloat16(f.x), __nv_bfloat16(f.y)); }
LINNET_FN float2 __bfloat1622float2(__nv_bfloat162 h) { return make_float2((float)h.x, (float)h.y); }
LINNET_FN __nv_bfloat16 __low2bfloat16(__nv_bfloat162 h) { return h.x; }
LINNET_FN __nv_bfloat16 __high2bfloat16(__nv_bfloat162 h) { return h.y; }
LINNET_FN float __low2float(__nv_bfloat162 h) { return (float)h.x; }
LINNET_FN float __high2float(__nv_bfloat162 h) { return (float)h.y; }
#undef LINNET_T
#undef LINNET_T2
#undef LINNET_P
#undef LINNET_TO_FLOAT
