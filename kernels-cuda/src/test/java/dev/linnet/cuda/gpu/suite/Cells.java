package dev.linnet.cuda.gpu.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchCell;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.ptx.RandomKernels;

/** The CUDA C++ that the suite runs. {@link #main} compiles it beforehand. */
public final class Cells {
    static final String ARGUMENTS = LaunchCell.SOURCE;
    /** Printing and asserting need a header nowhere; NVRTC has none. */
    static final String FEATURES = text("features.cu").replaceAll("#include <c(stdio|assert|stdint)>", "");
    static final String BENCHMARK = text("benchmark.cu");
    static final String GROUPS = text("groups.cu");
    static final String BARRIERS = text("barriers.cu");
    static final String TUNED = """
            #ifndef WORK
            #define WORK 1
            #endif
            #ifndef SIZE
            #define SIZE 256
            #endif
            extern "C" __global__ void __launch_bounds__(256) add(int n, float* y) {
                __shared__ float s[SIZE];
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                s[threadIdx.x] = i < n ? y[i] : 0;
                __syncthreads();
                for (int k = 0; k < WORK; k++)
                    if (i < n) s[threadIdx.x] = sqrtf(s[threadIdx.x] * s[threadIdx.x] + 1);
                if (i < n) y[i] += s[threadIdx.x] > 0;
            }
            extern "C" __global__ void far(float* y, long long at) {
                y[at + threadIdx.x] = 1;
            }
            """;
    static final String FAULTS = """
            #ifndef __CUDACC_RTC__
            #include <cassert>
            #endif
            extern "C" __global__ void far(float* x, long long at) {
                x[at + threadIdx.x] = 1;
            }
            extern "C" __global__ void misaligned(char* x) {
                *(int*) (x + 2 + threadIdx.x) = 5;
            }
            extern "C" __global__ void asserts(int n) {
                assert(n > 3);
            }
            extern "C" __global__ void trap(int* x) {
                if (x[0] == 7) asm volatile("trap;");
                x[0] = 7;
            }
            extern "C" __global__ void endless(volatile int* flag) {
                while (flag[0] == 0) { }
            }
            extern "C" __global__ void twice(float* x) {
                x[threadIdx.x] *= 2;
            }
            extern "C" __global__ void nothing() { }
            """;
    static final String PRINTS = """
            extern "C" __global__ void hello(int n) {
                printf("hello %d from %d: %5.2f|%s|%-4lld|%x|%c|%%\\n", n, threadIdx.x, n / 4.0, "text", 7ll + n, 255u, 'c');
            }
            """;
    static final String SHAPES = """
            extern "C" __global__ void __launch_bounds__(128) bounded(float* x) { x[threadIdx.x] = threadIdx.x; }
            extern "C" __global__ void greedy(float* x) {
                __shared__ float s[4096];
                extern __shared__ float more[];
                for (int i = threadIdx.x; i < 4096; i += blockDim.x) s[i] = x[i % 32];
                more[threadIdx.x] = x[threadIdx.x % 32] + 1;
                __syncthreads();
                x[threadIdx.x] = s[(threadIdx.x * 7) % 4096] + more[blockDim.x - 1 - threadIdx.x];
            }
            extern "C" __global__ void crowded(float* x) {
                float a[160];
                #pragma unroll
                for (int i = 0; i < 160; i++) a[i] = x[i * 2 + threadIdx.x % 3];
                #pragma unroll 1
                for (int k = 0; k < 3; k++) {
                    #pragma unroll
                    for (int i = 0; i < 160; i++) a[i] = a[i] * a[(i + 7) % 160] + a[(i + 31) % 160];
                }
                float sum = 0;
                #pragma unroll
                for (int i = 0; i < 160; i++) sum += a[i];
                x[threadIdx.x] = sum;
            }
            """;
    /** A function that calls itself, called by some threads of a warp, which exchange values afterwards. */
    static final String RECURSION = """
            __device__ __noinline__ unsigned mix(unsigned n, unsigned x) {
                return n == 0 ? x : mix(n - 1, x * 1664525u + n) ^ (x >> 3);
            }
            #define HEAD(name) extern "C" __global__ void name(const unsigned* in, unsigned* out) { \\
                unsigned t = threadIdx.x + blockIdx.x * blockDim.x, a = in[t], b = in[t + 1], c = 0;
            #define TAIL out[2 * t] = __shfl_xor_sync(0xffffffffu, a, 5); out[2 * t + 1] = c; }
            HEAD(always) c = mix(a & 3u, b); TAIL
            HEAD(branch) if (a & 8u) c = mix(a & 3u, b); TAIL
            HEAD(either) if (a & 8u) c = mix(a & 3u, b); else c = mix(b & 3u, a) * 3u; TAIL
            HEAD(loop) for (unsigned k = 0; k < (b & 7u); k++) c += mix((a + k) & 3u, b); TAIL
            extern "C" __global__ void deep(unsigned n, unsigned* out) { out[threadIdx.x] = mix(n, threadIdx.x); }
            """;
    static final int RANDOM = 48;

    private Cells() {}

    static String random() {
        return RandomKernels.source(RANDOM, false);
    }

    static String randomWithoutRecursion() {
        return RandomKernels.withoutRecursion(RANDOM);
    }

    private static String text(String resource) {
        try (InputStream in = RandomKernels.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles everything into the cache, for machines whose compiler does not work. */
    public static void main(String[] arguments) {
        for (var cell : new String[][] {{"arguments", ARGUMENTS}, {"features", FEATURES}, {"benchmark", BENCHMARK},
                {"groups", GROUPS}, {"barriers", BARRIERS},
                {"faults", FAULTS}, {"prints", PRINTS}, {"shapes", SHAPES}, {"tuned", TUNED}, {"random", random()},
                {"loops", randomWithoutRecursion()}, {"recursion", RECURSION}}) {
            var module = CudaModule.compile(cell[0], cell[1], CompileOptions.standard(), Target.CPU, Checks.OFF);
            System.out.println(cell[0] + ": " + module.compiled().compiler());
            structs(cell[0], module);
        }
        CudaModule.compile("bench", GpuBench.COPY, CompileOptions.standard(), Target.CPU, Checks.OFF);
    }

    /** Where the members of structs lie is asked of the compiler when one is first passed. */
    private static void structs(String name, CudaModule module) {
        if (name.equals("arguments")) {
            module.kernel("configured")
                    .launch(1, 1, 0, new ArgumentsOnGpu.Config(1, new int[3], new ArgumentsOnGpu.Inner(1, (short) 1),
                            true), new float[2], new double[2]);
            module.kernel("points")
                    .launch(1, 1, 0, new ArgumentsOnGpu.Point[] {new ArgumentsOnGpu.Point(1, 2)},
                            new ArgumentsOnGpu.Point[] {new ArgumentsOnGpu.Point(1, 2)});
        } else if (name.equals("features")) {
            var pair = new FeaturesOnGpu.Pair((byte) 1, 2, new int[3]);
            module.kernel("structs").launch(1, 1, 0, pair, new FeaturesOnGpu.Pair[] {pair}, 0);
        }
    }
}
