// Tiles of 64 rows in shared memory and the tensor core's fragments of them (mma.sync m16n8k16, bf16 with float sums).
//
// A tile's row is W numbers of 16 bits. Its pieces of 16 bytes lie where their index, XOR the row modulo 8, says: eight rows of a
// column of pieces touch every bank once, so ldmatrix meets no conflict.
//
// Lane l of a warp has g = l / 4 and c = l % 4. Fragments: A (16 x 16) rows g, g + 8, columns 2c, 2c + 1, + 8; B (16 x 8) rows 2c,
// 2c + 1, + 8, column g; C (16 x 8) rows g, g + 8, columns 2c, 2c + 1.
#pragma once
#include <cuda_bf16.h>

typedef __nv_bfloat16 bf16;

constexpr int ROWS = 64;
constexpr float LOG2E = 1.4426950408889634f;

__device__ __forceinline__ unsigned sharedAddress(const void* p) {
    return (unsigned) __cvta_generic_to_shared(p);
}

// Offset of piece `piece` of row `row`, in numbers.
template <int W> __device__ __forceinline__ int at(int row, int piece) {
    return row * W + ((piece ^ (row & 7)) << 3);
}

// Copies 16 bytes; where they are not there, writes zeros and leaves `from` alone but for `instead`, which must be readable.
__device__ __forceinline__ void copyPiece(bf16* to, const bf16* from, bool there, const bf16* instead) {
    int bytes = there ? 16 : 0;
    from = there ? from : instead;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(sharedAddress(to)), "l"(from), "r"(bytes));
}

__device__ __forceinline__ void commitCopies() {
    asm volatile("cp.async.commit_group;");
}

template <int PENDING> __device__ __forceinline__ void awaitCopies() {
    asm volatile("cp.async.wait_group %0;" ::"n"(PENDING));
}

// Starts the copy of a tile: row r from `from + r * stride`; rows from `rows` on become zero.
template <int W, int THREADS>
__device__ __forceinline__ void copyTile(bf16* tile, const bf16* from, long long stride, int rows, unsigned thread) {
    constexpr int PIECES = W / 8, STEP = THREADS / PIECES;
    int row = thread / PIECES, piece = thread % PIECES;
    bf16* to = tile + at<W>(row, piece);
    const bf16* first = from;
    from += row * stride + piece * 8;
#pragma unroll
    for (int i = 0; i < ROWS / STEP; i++) {
        copyPiece(to + i * STEP * W, from, row + i * STEP < rows, first);
        from += STEP * stride;
    }
}

template <int W, int THREADS>
__device__ __forceinline__ void copyTile(bf16* tile, const bf16* from, long long stride, int rows) {
    copyTile<W, THREADS>(tile, from, stride, rows, threadIdx.x);
}

// Which rows of a sequence with several writes to a step belong to queries and outputs: the last write of each step.
struct QueryRows {
    int writes;

    __device__ bool has(int row) const {
        return writes == 1 || (row + 1) % writes == 0;
    }

    __device__ int step(int row) const {
        return writes == 1 ? row : row / writes;
    }
};

// The same of the rows of a sequence from `first` on, of which only some belong to queries; others become zero.
template <int W, int THREADS>
__device__ __forceinline__ void copyQueries(bf16* tile, const bf16* from, long long stride, int first, int steps, QueryRows queries,
                                            unsigned thread) {
    constexpr int PIECES = W / 8, STEP = THREADS / PIECES;
    int row = thread / PIECES, piece = thread % PIECES, writes = queries.writes;
    bf16* to = tile + at<W>(row, piece);
    if (writes == 1) {
        copyTile<W, THREADS>(tile, from + first * stride, stride, steps - first, thread);
        return;
    }
    // The step and which of its writes, divided once and then counted on.
    int step = (first + row) / writes, write = (first + row) % writes, stepsOn = STEP / writes, writesOn = STEP % writes;
#pragma unroll
    for (int i = 0; i < ROWS / STEP; i++) {
        copyPiece(to + i * STEP * W, from + step * stride + piece * 8, first + row + i * STEP < steps && write == writes - 1, from);
        step += stepsOn;
        write += writesOn;
        if (write >= writes) {
            write -= writes;
            step++;
        }
    }
}

template <int W, int THREADS>
__device__ __forceinline__ void copyQueries(bf16* tile, const bf16* from, long long stride, int first, int steps, QueryRows queries) {
    copyQueries<W, THREADS>(tile, from, stride, first, steps, queries, threadIdx.x);
}

struct Fragment {
    unsigned x[4];
};

__device__ __forceinline__ Fragment loadFragment(unsigned address) {
    Fragment f;
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(f.x[0]), "=r"(f.x[1]), "=r"(f.x[2]), "=r"(f.x[3])
                 : "r"(address));
    return f;
}

__device__ __forceinline__ Fragment loadTransposed(unsigned address) {
    Fragment f;
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(f.x[0]), "=r"(f.x[1]), "=r"(f.x[2]), "=r"(f.x[3])
                 : "r"(address));
    return f;
}

// Where a lane's row of a tile begins, for one of the two orders in which ldmatrix takes its four 8 x 8 matrices: Tall has the lower
// rows second, Wide the right columns. The tile lies on 128 bytes, so that a column's piece is an XOR of constants.
template <int W> struct Tall {
    unsigned address;

    __device__ __forceinline__ explicit Tall(const bf16* tile) {
        int lane = threadIdx.x & 31;
        address = sharedAddress(tile + at<W>(lane & 15, lane >> 4));
    }
};

template <int W> struct Wide {
    unsigned address;

    __device__ __forceinline__ explicit Wide(const bf16* tile) {
        int lane = threadIdx.x & 31;
        address = sharedAddress(tile + at<W>((lane & 7) + ((lane >> 4) << 3), (lane >> 3) & 1));
    }
};

template <int W> __device__ __forceinline__ unsigned moved(unsigned address, int row, int column) {
    return (address ^ ((column / 8 & 7) << 4)) + row * W * 2 + column / 64 * 128;
}

// A of tile[row .. row + 15][column .. column + 15]; both multiples of 16, here and below.
template <int W> __device__ __forceinline__ Fragment rowsA(Tall<W> tile, int row, int column) {
    return loadFragment(moved<W>(tile.address, row, column));
}

// A of the transposed tile: A[m][k] = tile[row + k][column + m]. Words 0, 2 are B of columns 0..7, words 1, 3 of columns 8..15.
template <int W> __device__ __forceinline__ Fragment columnsA(Wide<W> tile, int row, int column) {
    return loadTransposed(moved<W>(tile.address, row, column));
}

// B[k][n] = tile[row + n][column + k] for n = 0..15: words 0, 1 for n < 8, words 2, 3 for the others.
template <int W> __device__ __forceinline__ Fragment rowsB(Wide<W> tile, int row, int column) {
    return loadFragment(moved<W>(tile.address, row, column));
}

// B[k][n] = tile[row + k][column + n] for n = 0..15: words 0, 1 for n < 8, words 2, 3 for the others.
template <int W> __device__ __forceinline__ Fragment columnsB(Tall<W> tile, int row, int column) {
    return loadTransposed(moved<W>(tile.address, row, column));
}

// c += A B.
__device__ __forceinline__ void multiply(float (&c)[4], const Fragment& a, unsigned b0, unsigned b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
                 : "r"(a.x[0]), "r"(a.x[1]), "r"(a.x[2]), "r"(a.x[3]), "r"(b0), "r"(b1));
}

__device__ __forceinline__ unsigned pack(float low, float high) {
    unsigned packed;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(high), "f"(low));
    return packed;
}

__device__ __forceinline__ float low(unsigned packed) {
    return __uint_as_float(packed << 16);
}

__device__ __forceinline__ float high(unsigned packed) {
    return __uint_as_float(packed & 0xffff0000u);
}

__device__ __forceinline__ unsigned weigh(unsigned packed, float first, float second) {
    return pack(low(packed) * first, high(packed) * second);
}

// Stores 16 x 16 numbers, word i of a lane as in fragment A of the rows: words 0, 2 of columns 0..7, words 1, 3 of columns 8..15, words
// 2, 3 of rows 8..15. Each lane ends up with 16 bytes of one row, `first` the sequence's row of row 0.
__device__ __forceinline__ void storeWords(bf16* sequence, long long stride, int first, int steps, QueryRows queries, unsigned a0,
                                           unsigned a1, unsigned a2, unsigned a3) {
    int lane = threadIdx.x & 31, g = lane >> 2, c = lane & 3;
    bool odd = c & 1, upper = c & 2;
    unsigned r0 = __shfl_xor_sync(~0u, odd ? a0 : a1, 1), r1 = __shfl_xor_sync(~0u, odd ? a2 : a3, 1);
    unsigned b0 = odd ? r0 : a0, b1 = odd ? a1 : r0, b2 = odd ? r1 : a2, b3 = odd ? a3 : r1;
    unsigned s0 = __shfl_xor_sync(~0u, upper ? b0 : b2, 2), s1 = __shfl_xor_sync(~0u, upper ? b1 : b3, 2);
    uint4 words = upper ? make_uint4(s0, s1, b2, b3) : make_uint4(b0, b1, s0, s1);
    int row = first + g + (upper ? 8 : 0);
    if (row < steps && queries.has(row)) {
        *reinterpret_cast<uint4*>(sequence + queries.step(row) * stride + (odd ? 8 : 0)) = words;
    }
}

// Stores two C fragments side by side (16 x 16).
__device__ __forceinline__ void storeRows(bf16* sequence, long long stride, int first, int steps, QueryRows queries,
                                          const float (&left)[4], const float (&right)[4]) {
    storeWords(sequence, stride, first, steps, queries, pack(left[0], left[1]), pack(right[0], right[1]), pack(left[2], left[3]),
               pack(right[2], right[3]));
}

// An 8 x 8 matrix of 16-bit numbers over a warp, transposed.
__device__ __forceinline__ unsigned transposed(unsigned x) {
    unsigned y;
    asm volatile("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(y) : "r"(x));
    return y;
}

// Stores what `columnsA` loads: 16 columns of 16 rows.
__device__ __forceinline__ void storeColumns(bf16* sequence, long long stride, int first, int steps, const Fragment& f) {
    storeWords(sequence, stride, first, steps, {1}, transposed(f.x[0]), transposed(f.x[1]), transposed(f.x[2]),
               transposed(f.x[3]));
}
