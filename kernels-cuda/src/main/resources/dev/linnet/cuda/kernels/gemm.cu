// PTX 7.0, sm_50 and newer

// C = alpha A B + beta C, row-major, of any size. A block of 256 threads computes a TILE x TILE part of C, each thread
// SPAN x SPAN numbers of it in registers; DEPTH columns of A and rows of B at a time lie in shared memory, A transposed,
// while the next are on their way. Each number of C is one chain of fma in the order of k, whatever the tile.

static const int THREADS = 256;

// Four numbers of a row; zeros beyond the matrix.
static __device__ float4 four(const float* matrix, int rows, int columns, int row, int column, bool vectors) {
    float4 value = make_float4(0, 0, 0, 0);
    if (row < rows) {
        const float* from = matrix + static_cast<size_t>(row) * columns + column;
        if (vectors && column < columns) {
            value = *reinterpret_cast<const float4*>(from);
        } else {
            if (column < columns) value.x = from[0];
            if (column + 1 < columns) value.y = from[1];
            if (column + 2 < columns) value.z = from[2];
            if (column + 3 < columns) value.w = from[3];
        }
    }
    return value;
}

template <int TILE, int DEPTH, int SPAN>
static __device__ void gemm(int m, int n, int k, float alpha, const float* __restrict__ a, const float* __restrict__ b,
                            float beta, float* __restrict__ c) {
    const int LOADS = TILE * DEPTH / 4 / THREADS;
    const int EDGE = TILE / SPAN;
    __shared__ __align__(16) float as[DEPTH][TILE + 4];
    __shared__ __align__(16) float bs[DEPTH][TILE];
    const bool vectorsA = k % 4 == 0; // as everything that Java passes, the matrices begin on 16 bytes
    const bool vectorsB = n % 4 == 0;
    const int across = (n + TILE - 1) / TILE;
    const int row0 = blockIdx.x / across * TILE;
    const int column0 = blockIdx.x % across * TILE;
    const int ty = threadIdx.x / EDGE * SPAN;
    const int tx = threadIdx.x % EDGE * 4; // columns tx.. and, with SPAN 8, TILE / 2 + tx..: no bank conflicts

    float4 nextA[LOADS];
    float4 nextB[LOADS];
    float sums[SPAN][SPAN];
#pragma unroll
    for (int i = 0; i < SPAN; i++) {
#pragma unroll
        for (int j = 0; j < SPAN; j++) sums[i][j] = 0;
    }
#pragma unroll
    for (int l = 0; l < LOADS; l++) {
        int t = threadIdx.x + l * THREADS;
        nextA[l] = four(a, m, k, row0 + t / (DEPTH / 4), t % (DEPTH / 4) * 4, vectorsA);
        nextB[l] = four(b, k, n, t / (TILE / 4), column0 + t % (TILE / 4) * 4, vectorsB);
    }
    for (int k0 = 0; k0 < k; k0 += DEPTH) {
#pragma unroll
        for (int l = 0; l < LOADS; l++) {
            int t = threadIdx.x + l * THREADS;
            int row = t / (DEPTH / 4);
            int column = t % (DEPTH / 4) * 4;
            as[column][row] = nextA[l].x;
            as[column + 1][row] = nextA[l].y;
            as[column + 2][row] = nextA[l].z;
            as[column + 3][row] = nextA[l].w;
            *reinterpret_cast<float4*>(&bs[t / (TILE / 4)][t % (TILE / 4) * 4]) = nextB[l];
        }
        __syncthreads();
        if (k0 + DEPTH < k) {
#pragma unroll
            for (int l = 0; l < LOADS; l++) {
                int t = threadIdx.x + l * THREADS;
                nextA[l] = four(a, m, k, row0 + t / (DEPTH / 4), k0 + DEPTH + t % (DEPTH / 4) * 4, vectorsA);
                nextB[l] = four(b, k, n, k0 + DEPTH + t / (TILE / 4), column0 + t % (TILE / 4) * 4, vectorsB);
            }
        }
#pragma unroll
        for (int kk = 0; kk < DEPTH; kk++) {
            float fromA[SPAN];
            float fromB[SPAN];
#pragma unroll
            for (int i = 0; i < SPAN; i += 4) {
                *reinterpret_cast<float4*>(&fromA[i]) = *reinterpret_cast<const float4*>(&as[kk][ty + i]);
                *reinterpret_cast<float4*>(&fromB[i]) = *reinterpret_cast<const float4*>(&bs[kk][tx + i * (TILE / SPAN)]);
            }
#pragma unroll
            for (int i = 0; i < SPAN; i++) {
#pragma unroll
                for (int j = 0; j < SPAN; j++) sums[i][j] = fmaf(fromA[i], fromB[j], sums[i][j]);
            }
        }
        __syncthreads();
    }
#pragma unroll
    for (int i = 0; i < SPAN; i++) {
        int row = row0 + ty + i;
        if (row < m) {
#pragma unroll
            for (int j = 0; j < SPAN; j += 4) {
                int column = column0 + tx + j * (TILE / SPAN);
                float* to = c + static_cast<size_t>(row) * n + column;
                if (vectorsB && column < n) {
                    float4 before = beta == 0 ? make_float4(0, 0, 0, 0) : *reinterpret_cast<float4*>(to);
                    *reinterpret_cast<float4*>(to) = make_float4(
                        alpha * sums[i][j] + beta * before.x, alpha * sums[i][j + 1] + beta * before.y,
                        alpha * sums[i][j + 2] + beta * before.z, alpha * sums[i][j + 3] + beta * before.w);
                } else {
#pragma unroll
                    for (int jj = 0; jj < 4; jj++) {
                        if (column + jj < n) {
                            to[jj] = alpha * sums[i][j + jj] + (beta == 0 ? 0.0f : beta * to[jj]);
                        }
                    }
                }
            }
        }
    }
}

// The grid is ceil(m / 128) * ceil(n / 128) blocks of 256 threads.
extern "C" __global__ void __launch_bounds__(THREADS) gemm128(int m, int n, int k, float alpha, const float* a,
                                                              const float* b, float beta, float* c) {
    gemm<128, 8, 8>(m, n, k, alpha, a, b, beta, c);
}

// The grid is ceil(m / 64) * ceil(n / 64) blocks of 256 threads.
extern "C" __global__ void __launch_bounds__(THREADS) gemm64(int m, int n, int k, float alpha, const float* a,
                                                             const float* b, float beta, float* c) {
    gemm<64, 16, 4>(m, n, k, alpha, a, b, beta, c);
}
