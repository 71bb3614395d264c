// What both products in bf16 share: which tile of C a block has, and the copies of the tiles of A and B that it multiplies.
//
// A tile of A is ROWS_A rows of 64 numbers, a tile of B is COLUMNS_B / 64 blocks of 64 rows of 64 numbers; rows of 128 bytes whose pieces
// of 16 bytes are swizzled as tiles.cuh says, which is also what wgmma calls the swizzle of 128 bytes.
#pragma once
#include "attention/tiles.cuh"

constexpr int DEPTH = 64;      // columns of A and rows of B in a tile
constexpr int GROUP = 16;      // rows of tiles whose blocks follow one another, so that they find A and B in the second-level cache

struct Place {
    int row, column;           // where the block's tile of C begins
};

__device__ __forceinline__ Place placeOf(int block, int m, int n, int rows, int columns) {
    int tilesDown = (m + rows - 1) / rows, tilesAcross = (n + columns - 1) / columns;
    int group = block / (GROUP * tilesAcross), within = block % (GROUP * tilesAcross);
    int high = min(GROUP, tilesDown - group * GROUP);
    return {(group * GROUP + within % high) * rows, within / high * columns};
}

// Eight numbers of a row, of which only the first `there` are, to shared memory; for rows that do not begin on 16 bytes.
__device__ __forceinline__ void copyNumbers(bf16* to, const bf16* from, int there) {
    unsigned words[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
        const unsigned short* pair = reinterpret_cast<const unsigned short*>(from) + 2 * i;
        unsigned first = 2 * i < there ? pair[0] : 0, second = 2 * i + 1 < there ? pair[1] : 0;
        words[i] = first | second << 16;
    }
    *reinterpret_cast<uint4*>(to) = make_uint4(words[0], words[1], words[2], words[3]);
}

// Copies of one thread, of THREADS, for a block's tiles; what is outside A and B becomes zero. Where n or k is no multiple of 8, numbers are
// copied one by one.
template <int ROWS_A, int COLUMNS_B, int THREADS, bool EIGHTS> struct Copies {
    static constexpr int A = ROWS_A * DEPTH, B = COLUMNS_B * DEPTH, STAGE = A + B;
    static constexpr int PIECES_B = COLUMNS_B / 8, STEP_A = THREADS / 8, STEP_B = THREADS / PIECES_B;
    const bf16 *wholeA, *wholeB, *a, *b;
    int m, n, k, rowA, rowB, pieceA, columnB, to[2];

    __device__ __forceinline__ Copies(const bf16* a, const bf16* b, int m, int n, int k, Place place)
        : wholeA(a), wholeB(b), m(m), n(n), k(k) {
        int t = threadIdx.x;
        pieceA = t % 8;
        rowA = place.row + t / 8;
        rowB = t / PIECES_B;
        columnB = place.column + t % PIECES_B * 8;
        this->a = a + (long long) rowA * k + pieceA * 8;
        this->b = b + (long long) rowB * n + columnB;
        to[0] = at<DEPTH>(t / 8, pieceA);
        to[1] = A + t % PIECES_B / 8 * 64 * DEPTH + at<DEPTH>(rowB, t % 8);
    }

    // Starts the copies of columns `first`.. of A and rows `first`.. of B.
    __device__ __forceinline__ void start(bf16* stage, int first) const {
#pragma unroll
        for (int i = 0; i < ROWS_A / STEP_A; i++) {
            copy(stage + to[0] + i * STEP_A * DEPTH, a + (long long) i * STEP_A * k + first, rowA + i * STEP_A < m,
                 k - first - pieceA * 8, wholeA);
        }
        const bf16* from = b + (long long) first * n;
#pragma unroll
        for (int i = 0; i < DEPTH / STEP_B; i++) {
            copy(stage + to[1] + i * STEP_B * DEPTH, from + (long long) i * STEP_B * n, first + rowB + i * STEP_B < k, n - columnB,
                 wholeB);
        }
    }

  private:
    static __device__ __forceinline__ void copy(bf16* to, const bf16* from, bool row, int left, const bf16* whole) {
        if (EIGHTS) {
            copyPiece(to, from, row && left > 0, whole);
        } else {
            copyNumbers(to, from, row ? left : 0);
        }
    }
};

__device__ __forceinline__ void storePair(bf16* to, float first, float second) {
    *reinterpret_cast<unsigned*>(to) = pack(first, second);
}

__device__ __forceinline__ void storePair(float* to, float first, float second) {
    *reinterpret_cast<float2*>(to) = make_float2(first, second);
}

// Stores 16 x COLUMNS sums of a warp at C's row and column, as mma.sync and wgmma have them: through shared memory, where each warp has 16
// rows of COLUMNS numbers and 16 bytes, so that 16 bytes are written at once.
template <int COLUMNS, bool EIGHTS, class T>
__device__ __forceinline__ void storeSums(bf16* shared, const float* sums, T* c, int m, int n, int row, int column) {
    constexpr int SPAN = 16 / sizeof(T), PITCH = COLUMNS + SPAN, ACROSS = COLUMNS / SPAN;
    int lane = threadIdx.x % 32;
    T* mine = reinterpret_cast<T*>(shared) + threadIdx.x / 32 * 16 * PITCH;
#pragma unroll
    for (int i = 0; i < COLUMNS / 8; i++) {
        T* to = mine + lane / 4 * PITCH + i * 8 + lane % 4 * 2;
        storePair(to, sums[i * 4], sums[i * 4 + 1]);
        storePair(to + 8 * PITCH, sums[i * 4 + 2], sums[i * 4 + 3]);
    }
    __syncwarp();
#pragma unroll 4
    for (int i = lane; i < 16 * ACROSS; i += 32) {
        int down = i / ACROSS, right = i % ACROSS * SPAN;
        const T* from = mine + down * PITCH + right;
        T* to = c + (long long) (row + down) * n + column + right;
        if (row + down < m) {
            if (EIGHTS) {
                if (column + right < n) {
                    *reinterpret_cast<uint4*>(to) = *reinterpret_cast<const uint4*>(from);
                }
            } else {
                for (int j = 0; j < SPAN && column + right + j < n; j++) {
                    to[j] = from[j];
                }
            }
        }
    }
    __syncwarp();
}
