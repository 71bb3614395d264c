// PTX 7.0, sm_50 and newer

// y = a x + y, four at a time. As everything that Java passes, x and y lie on 16 bytes.
extern "C" __global__ void saxpy(int n, float a, const float* __restrict__ x, float* __restrict__ y) {
    unsigned first = blockIdx.x * blockDim.x + threadIdx.x;
    unsigned stride = gridDim.x * blockDim.x;
    unsigned vectors = n / 4;
    const float4* x4 = reinterpret_cast<const float4*>(x);
    float4* y4 = reinterpret_cast<float4*>(y);
    for (unsigned i = first; i < vectors; i += stride) {
        float4 u = x4[i];
        float4 v = y4[i];
        v.x = fmaf(a, u.x, v.x);
        v.y = fmaf(a, u.y, v.y);
        v.z = fmaf(a, u.z, v.z);
        v.w = fmaf(a, u.w, v.w);
        y4[i] = v;
    }
    for (unsigned i = 4 * vectors + first; i < static_cast<unsigned>(n); i += stride) {
        y[i] = fmaf(a, x[i], y[i]);
    }
}
