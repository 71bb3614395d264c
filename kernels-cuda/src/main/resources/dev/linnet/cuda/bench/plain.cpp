// The kernels of benchmark.cu as plain C++ for one thread. Prints for each its name and the best milliseconds of processor time.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

static double now() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

template <class F>
static void best(const char* name, int runs, F work) {
    double least = 1e30;
    for (int i = 0; i < runs; i++) {
        double start = now();
        work();
        double took = now() - start;
        least = took < least ? took : least;
    }
    std::printf("%s %.6f\n", name, least);
}

__attribute__((noinline)) static void saxpy(int n, float a, const float* __restrict x, float* __restrict y) {
    for (int i = 0; i < n; i++) {
        y[i] = a * x[i] + y[i];
    }
}

__attribute__((noinline)) static void matmul(int n, const float* __restrict a, const float* __restrict b,
        float* __restrict c) {
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            c[i * n + j] = 0;
        }
        for (int k = 0; k < n; k++) {
            float f = a[i * n + k];
            for (int j = 0; j < n; j++) {
                c[i * n + j] += f * b[k * n + j];
            }
        }
    }
}

// Sixteen sums, so that the compiler may use vectors without changing the order of additions.
__attribute__((noinline)) static float reduce(int n, const float* x) {
    float s[16] = {};
    for (int i = 0; i + 16 <= n; i += 16) {
        for (int j = 0; j < 16; j++) {
            s[j] += x[i + j];
        }
    }
    float sum = 0;
    for (float f : s) {
        sum += f;
    }
    return sum;
}

constexpr int D = 64, C = 32;

__attribute__((noinline)) static void linattn(int length, const float* q, const float* k, const float* v,
        float* __restrict out) {
    static float state[D * D], scores[C * C];
    for (float& f : state) {
        f = 0;
    }
    for (int start = 0; start < length; start += C) {
        const float* qs = q + start * D;
        const float* ks = k + start * D;
        const float* vs = v + start * D;
        float turned[D * C];
        for (int s = 0; s < C; s++) {
            for (int d = 0; d < D; d++) {
                turned[d * C + s] = ks[s * D + d];
            }
        }
        for (int r = 0; r < C; r++) {
            float sum[C] = {};
            for (int d = 0; d < D; d++) {
                for (int s = 0; s < C; s++) {
                    sum[s] += qs[r * D + d] * turned[d * C + s];
                }
            }
            for (int s = 0; s < C; s++) {
                scores[r * C + s] = s <= r ? sum[s] : 0;
            }
        }
        for (int r = 0; r < C; r++) {
            float sum[D] = {};
            for (int d = 0; d < D; d++) {
                for (int e = 0; e < D; e++) {
                    sum[e] += qs[r * D + d] * state[d * D + e];
                }
            }
            for (int s = 0; s <= r; s++) {
                for (int e = 0; e < D; e++) {
                    sum[e] += scores[r * C + s] * vs[s * D + e];
                }
            }
            for (int e = 0; e < D; e++) {
                out[(start + r) * D + e] = sum[e];
            }
        }
        for (int d = 0; d < D; d++) {
            for (int s = 0; s < C; s++) {
                for (int e = 0; e < D; e++) {
                    state[d * D + e] += ks[s * D + d] * vs[s * D + e];
                }
            }
        }
    }
}

int main(int count, char** arguments) {
    int runs = std::atoi(arguments[1]), n = std::atoi(arguments[2]), side = std::atoi(arguments[3]);
    int heads = std::atoi(arguments[4]), length = std::atoi(arguments[5]);
    std::vector<float> x(n, 0.5f), y(n, 0.25f), a(side * side, 0.5f), b(side * side, 0.25f), c(side * side);
    std::vector<float> q(heads * length * D, 0.01f), out(q.size());
    float sum = 0;
    best("saxpy", runs, [&] { saxpy(n, 2, x.data(), y.data()); });
    best("matmul", runs, [&] { matmul(side, a.data(), b.data(), c.data()); });
    best("reduce", runs, [&] { sum += reduce(n, x.data()); });
    best("linattn", runs, [&] {
        for (int h = 0; h < heads; h++) {
            size_t at = size_t(h) * length * D;
            linattn(length, &q[at], &q[at], &q[at], &out[at]);
        }
    });
    // Without this the compiler could do without the work.
    std::printf("check %g\n", sum + y[n / 2] + c[side] + out[out.size() / 2]);
    return count == 6 ? 0 : 1;
}
