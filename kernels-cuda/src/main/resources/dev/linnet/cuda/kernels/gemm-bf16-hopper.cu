// PTX 8.0, sm_90a and newer

// C = A B in bf16 with sums in float, row-major, by wgmma: any size whose n and k are multiples of 8. Two warp groups have 64 rows each of
// a tile of 128 x 256 of C. Their products run while the next ones are handed over and while tiles two ahead are copied, into the last but
// one's place, whose products are done.
#include "gemm-tiles.cuh"
#include "wgmma.cuh"

namespace {
constexpr int TILE_M = 128, TILE_N = 256, STAGES = 4, AHEAD = 2;

template <class T> __device__ __forceinline__ void product(int m, int n, int k, const bf16* a, const bf16* b, T* c) {
    extern __shared__ __align__(1024) bf16 shared[];
    typedef Copies<TILE_M, TILE_N, 256, true> Tiles;
    Place place = placeOf(blockIdx.x, m, n, TILE_M, TILE_N);
    Tiles copies(a, b, m, n, k, place);
    int tiles = (k + DEPTH - 1) / DEPTH, warp = threadIdx.x / 32;
    unsigned ofA = sharedAddress(shared) + warp / 4 * 64 * DEPTH * 2, ofB = sharedAddress(shared) + Tiles::A * 2;
    float sums[TILE_N / 2] = {};
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
        if (i < tiles) {
            copies.start(shared + i * Tiles::STAGE, i * DEPTH);
        }
        commitCopies();
    }
    beginProducts();
    for (int i = 0; i < tiles; i++) {
        awaitCopies<AHEAD - 1>();
        publish();
        __syncthreads();
        unsigned stage = i % STAGES * Tiles::STAGE * 2;
        beginProducts();
#pragma unroll
        for (int step = 0; step < DEPTH / 16; step++) {
            multiply(sums, tileOf(ofA + stage + step * 32, 16, 1024), tileOf(ofB + stage + step * 2048, 8192, 1024), 1);
        }
        commitProducts();
        if (i + AHEAD < tiles) {
            copies.start(shared + (i + AHEAD) % STAGES * Tiles::STAGE, (i + AHEAD) * DEPTH);
        }
        commitCopies();
        awaitProducts<1>();
    }
    awaitProducts<0>();
    __syncthreads();
    storeSums<TILE_N, true>(shared, sums, c, m, n, place.row + warp * 16, place.column);
}
}

extern "C" {
// Grid: tiles of 128 x 256. Shared: 4 stages of 48 KiB.
__global__ void __launch_bounds__(256, 1)
gemm_bf16_hopper(int m, int n, int k, const bf16* a, const bf16* b, bf16* c) {
    product(m, n, k, a, b, c);
}

// The same with C in float.
__global__ void __launch_bounds__(256, 1)
gemm_bf16_hopper_float(int m, int n, int k, const bf16* a, const bf16* b, float* c) {
    product(m, n, k, a, b, c);
}
}
