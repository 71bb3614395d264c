// PTX 7.1, sm_80 and newer

// C = A B in bf16 with sums in float, row-major, of any size, on tensor cores by mma.sync. Each of a block's warps computes ROWS x COLUMNS
// numbers of a tile of C; of STAGES tiles of A and B one is multiplied and the others are on their way.
#include "gemm-tiles.cuh"

namespace {
template <int TILE_M, int TILE_N, int ROWS, int COLUMNS, int STAGES, bool EIGHTS, class T>
__device__ __forceinline__ void product(int m, int n, int k, const bf16* a, const bf16* b, T* c) {
    constexpr int ACROSS = TILE_N / COLUMNS, THREADS = TILE_M / ROWS * ACROSS * 32;
    extern __shared__ __align__(1024) bf16 shared[];
    typedef Copies<TILE_M, TILE_N, THREADS, EIGHTS> Tiles;
    Place place = placeOf(blockIdx.x, m, n, TILE_M, TILE_N);
    Tiles copies(a, b, m, n, k, place);
    int tiles = (k + DEPTH - 1) / DEPTH, warp = threadIdx.x / 32;
    int row = warp / ACROSS * ROWS, column = warp % ACROSS * COLUMNS;
    float sums[ROWS / 16][COLUMNS / 8][4] = {};
#pragma unroll
    for (int i = 0; i < STAGES - 1; i++) {
        if (i < tiles) {
            copies.start(shared + i * Tiles::STAGE, i * DEPTH);
        }
        commitCopies();
    }
    int stage = 0;
    for (int i = 0; i < tiles; i++) {
        awaitCopies<STAGES - 2>();
        __syncthreads();
        const bf16* there = shared + stage * Tiles::STAGE;
        stage = stage + 1 == STAGES ? 0 : stage + 1;
        if (i + STAGES - 1 < tiles) {
            int free = stage + STAGES - 2;
            copies.start(shared + (free >= STAGES ? free - STAGES : free) * Tiles::STAGE, (i + STAGES - 1) * DEPTH);
        }
        commitCopies();
        Tall<DEPTH> ofA(there), ofB(there + Tiles::A);
#pragma unroll
        for (int step = 0; step < DEPTH; step += 16) {
            Fragment left[ROWS / 16];
#pragma unroll
            for (int r = 0; r < ROWS / 16; r++) {
                left[r] = loadFragment(moved<DEPTH>(ofA.address, 0, step) + (row + r * 16) * DEPTH * 2);
            }
#pragma unroll
            for (int s = 0; s < COLUMNS / 16; s++) {
                int at = column + s * 16;
                unsigned address = (ofB.address ^ ((at / 8 & 7) << 4)) + step * DEPTH * 2 + at / 64 * 64 * DEPTH * 2;
                Fragment right = loadTransposed(address);
#pragma unroll
                for (int r = 0; r < ROWS / 16; r++) {
                    multiply(sums[r][s * 2], left[r], right.x[0], right.x[1]);
                    multiply(sums[r][s * 2 + 1], left[r], right.x[2], right.x[3]);
                }
            }
        }
    }
    __syncthreads();
#pragma unroll
    for (int r = 0; r < ROWS / 16; r++) {
        storeSums<COLUMNS, EIGHTS>(shared, &sums[r][0][0], c, m, n, place.row + row + r * 16, place.column + column);
    }
}
}

extern "C" {
// Grid: tiles of 128 x 128. Shared: 3 stages of 32 KiB. n and k are multiples of 8.
__global__ void __launch_bounds__(256, 2)
gemm_bf16(int m, int n, int k, const bf16* a, const bf16* b, bf16* c) {
    product<128, 128, 64, 32, 3, true>(m, n, k, a, b, c);
}

// The same with C in float.
__global__ void __launch_bounds__(256, 2)
gemm_bf16_float(int m, int n, int k, const bf16* a, const bf16* b, float* c) {
    product<128, 128, 64, 32, 3, true>(m, n, k, a, b, c);
}

// For any n and k: grid and shared memory as above.
__global__ void __launch_bounds__(256)
gemm_bf16_any(int m, int n, int k, const bf16* a, const bf16* b, bf16* c) {
    product<128, 128, 64, 32, 3, false>(m, n, k, a, b, c);
}

// The same with C in float.
__global__ void __launch_bounds__(256)
gemm_bf16_any_float(int m, int n, int k, const bf16* a, const bf16* b, float* c) {
    product<128, 128, 64, 32, 3, false>(m, n, k, a, b, c);
}
}
