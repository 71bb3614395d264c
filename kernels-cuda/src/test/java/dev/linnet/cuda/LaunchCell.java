package dev.linnet.cuda;

/** Kernels that take every kind of argument. */
public final class LaunchCell {
    /** CUDA C++. */
    public static final String SOURCE = """
            #include <cuda_fp16.h>
            struct Inner { short s; double d; };
            struct Config { float scale; int offsets[3]; Inner inner; bool on; };
            struct Point { float x, y; };
            extern "C" {
            __global__ void saxpy(int n, float a, const float* x, float* y) {
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                if (i < n) y[i] = a * x[i] + y[i];
            }
            __global__ void scalars(double* out, bool b, char c, unsigned char u, short s, unsigned short us, int i,
                                    unsigned ui, long l, unsigned long long ul, float f, double d, __half h) {
                double values[] = {b ? 1.0 : 0.0, (double) c, (double) u, (double) s, (double) us, (double) i,
                                   (double) ui, (double) l, (double) ul, (double) f, d, (double) __half2float(h)};
                for (int k = 0; k < 12; k++) out[k] = values[k];
            }
            __global__ void pointers(const double* d, long long* l, unsigned* i, short* s, unsigned char* c, bool* b,
                                     float4* v, __half* h, void* any) {
                l[0] = (long long) d[0]; i[0] = 4000000000u; s[0] = -3; c[0] = 200; b[1] = b[0]; b[0] = !b[0];
                v[1] = make_float4(v[0].w, v[0].z, v[0].y, v[0].x); h[0] = __float2half(1.5f); ((int*) any)[0] = 7;
            }
            __global__ void configured(Config c, float2 v, double* out) {
                out[0] = c.scale + c.offsets[0] + 10 * c.offsets[1] + 100 * c.offsets[2] + c.inner.s + c.inner.d + c.on;
                out[1] = v.x - v.y;
            }
            __global__ void points(const Point* from, Point* to) {
                to[threadIdx.x].x = from[threadIdx.x].y;
                to[threadIdx.x].y = -from[threadIdx.x].x;
            }
            __global__ void total(const float* x, float* sum) {
                extern __shared__ float s[];
                s[threadIdx.x] = x[threadIdx.x];
                __syncthreads();
                for (int k = blockDim.x / 2; k > 0; k /= 2) {
                    if (threadIdx.x < k) s[threadIdx.x] += s[threadIdx.x + k];
                    __syncthreads();
                }
                if (threadIdx.x == 0) sum[0] = s[0];
            }
            __global__ void beyond(float* x) { x[threadIdx.x + 4] = 1; }
            __global__ void endless(volatile int* flag) { while (flag[0] == 0) { } }
            __global__ void hello(int n) { printf("hello %d from %d\\n", n, threadIdx.x); }
            __device__ int counter = 5;
            __global__ void count(int* out) { out[0] = counter++; }
            }
            template <typename T, int N> __global__ void fill(T* x, T value) {
                for (int i = 0; i < N; i++) x[threadIdx.x * N + i] = value;
            }
            """;

    private LaunchCell() {}
}
