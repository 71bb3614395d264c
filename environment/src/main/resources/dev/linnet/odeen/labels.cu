// PTX 7.0, sm_50 and newer

// Labels structures by rules, a bit each. A word is 32 structures: the kernel works on sets of structures, not on cells.
//
// A block has 32 words, one for each lane, and labels them by some rules, which its warps take in turn. It first works out, for each
// kind of object and each cell, which structures hold such an object there, then which fulfil each part ("at_least 1 red"); these sets
// lie in shared memory. A warp works on one rule at a time, so all of its lanes do the same and write 128 neighbouring bytes.
//
// A part is 16 bits: which counts it accepts (bit n: count n), and from bit 8 on the kind that it counts. A rule is a program of 64
// bits: the number of its first part, that of its second part or, after a relation, the other kind, 16 bits each, and how they are
// joined. Counts of a word are three sets: of those whose count has bit 0, bit 1, bit 2.

namespace {
constexpr int WARPS = 8;
enum Join { SIMPLE, AND, OR, TOUCHING, SURROUNDED_BY, AT_THE_RIGHT_OF, AT_THE_LEFT_OF };

// A set is three sets' sum modulo 2, another their carry.
__device__ void add(unsigned a, unsigned b, unsigned c, unsigned& sum, unsigned& carry) {
    sum = a ^ b ^ c;
    carry = (a & b) | (c & (a | b));
}

__device__ unsigned choose(unsigned condition, unsigned yes, unsigned no) {
    return (condition & yes) | (~condition & no);
}

// All structures where bit n of the accepted counts is set, or none.
__device__ unsigned all(unsigned accepted, int n) {
    return accepted & 1u << n ? ~0u : 0u;
}

// The structures with an accepted number of cells among seven sets.
__device__ unsigned accept(const unsigned (&x)[7], unsigned accepted) {
    unsigned sum0, sum1, bit0, bit1, bit2, carry0, carry1, carry2;
    add(x[0], x[1], x[2], sum0, carry0);
    add(x[3], x[4], x[5], sum1, carry1);
    add(sum0, sum1, x[6], bit0, carry2);
    add(carry0, carry1, carry2, bit1, bit2);
    unsigned low = choose(bit1, choose(bit0, all(accepted, 3), all(accepted, 2)), choose(bit0, all(accepted, 1), all(accepted, 0)));
    unsigned high = choose(bit1, choose(bit0, all(accepted, 7), all(accepted, 6)), choose(bit0, all(accepted, 5), all(accepted, 4)));
    return choose(bit2, high, low);
}

template <int CELLS> __device__ void cellsOf(unsigned (&x)[7], const unsigned* sets, int kind) {
#pragma unroll
    for (int i = 0; i < 7; i++) {
        x[i] = i < CELLS ? sets[(kind * CELLS + i) * 32] : 0;
    }
}

// Which of a kind's cells lie so to cells of the other kind.
__device__ void relate(unsigned (&x)[7], const unsigned (&other)[7], int relation) {
    if (relation == TOUCHING || relation == SURROUNDED_BY) {
#pragma unroll
        for (int i = 0; i < 7; i++) {
            unsigned left = i > 0 ? other[i - 1] : 0, right = i < 6 ? other[i + 1] : 0;
            x[i] &= relation == TOUCHING ? left | right : left & right;
        }
        return;
    }
    unsigned seen = 0;
#pragma unroll
    for (int n = 0; n < 7; n++) {
        if (relation == AT_THE_RIGHT_OF) {
            x[n] &= seen;
            seen |= other[n];
        } else {
            x[6 - n] &= seen;
            seen |= other[6 - n];
        }
    }
}

// Sets of structures, of the block's 32 words, for each kind and cell; then one of all structures that there are; then, only on the
// way there, those for each piece and cell, where the parts' sets are to be.
template <int CELLS>
__device__ void place(unsigned* sets, const int* structures, int given, int columns, int length, int pieces,
                      const unsigned char* kinds, int kindCount) {
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    unsigned* all = sets + kindCount * CELLS * 32;
    unsigned* held = all + 32;
    for (int word = warp; word < 32; word += WARPS) {
        int column = (blockIdx.x * 32 + word) * 32 + lane;
        bool there = column < columns;
        int rest = there ? given ? structures[column] : column : 0;
        for (int i = CELLS - 1; i >= 0; i--) {      // the last cell is the last digit
            int piece = there && i < length ? rest % pieces : -1;
            rest = i < length ? rest / pieces : rest;
            for (int p = 0; p < pieces; p++) {
                unsigned set = __ballot_sync(~0u, piece == p);
                if (lane == 0) {
                    held[(p * CELLS + i) * 32 + word] = set;
                }
            }
        }
        unsigned set = __ballot_sync(~0u, there);
        if (lane == 0) {
            all[word] = set;
        }
    }
    __syncthreads();
    for (int row = warp; row < kindCount * CELLS; row += WARPS) {
        unsigned set = 0, kind = kinds[row / CELLS];
        for (int p = 0; p < pieces; p++) {
            set |= kind >> p & 1 ? held[(p * CELLS + row % CELLS) * 32 + lane] : 0;
        }
        sets[row * 32 + lane] = set;
    }
    __syncthreads();
}

template <int CELLS>
__device__ void labelled(const int* structures, int given, int columns, int length, int pieces, const unsigned char* kinds,
                         int kindCount, const unsigned short* parts, int partCount, const unsigned long long* programs, int rules,
                         int rulesOfBlock, unsigned* rows, int words) {
    extern __shared__ unsigned shared[];
    place<CELLS>(shared, structures, given, columns, length, pieces, kinds, kindCount);
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32, word = blockIdx.x * 32 + lane;
    const unsigned* sets = shared + lane;
    unsigned there = sets[kindCount * CELLS * 32];
    unsigned* fulfil = shared + (kindCount * CELLS + 1) * 32 + lane;
    for (int part = warp; part < partCount; part += WARPS) {
        unsigned x[7];
        cellsOf<CELLS>(x, sets, parts[part] >> 8);
        fulfil[part * 32] = there & accept(x, parts[part] & 0xff);
    }
    __syncthreads();
    if (word >= words) {
        return;
    }
    int end = min(rules, (int) (blockIdx.y + 1) * rulesOfBlock);
    for (int rule = blockIdx.y * rulesOfBlock + warp; rule < end; rule += WARPS) {
        unsigned long long program = programs[rule];
        unsigned first = (unsigned) program & 0xffff, second = (unsigned) program >> 16;
        int join = (int) (program >> 32);
        unsigned labels;
        if (join > OR) {
            unsigned x[7], other[7];
            cellsOf<CELLS>(x, sets, parts[first] >> 8);
            cellsOf<CELLS>(other, sets, second);
            relate(x, other, join);
            labels = there & accept(x, parts[first] & 0xff);
        } else {
            labels = fulfil[first * 32];
            if (join != SIMPLE) {
                unsigned more = fulfil[second * 32];
                labels = join == AND ? labels & more : labels | more;
            }
        }
        rows[(long long) rule * words + word] = labels;
    }
}
}

extern "C" {
// `rows` [rules][words] of 32 labels each, bit n of word w the label of column 32 w + n. Column c is structure `structures[c]`, or
// where none are `given` structure c: a number with `length` digits below `pieces`. Bit p of `kinds[k]` says that piece p is of kind
// k. Grid: words / 32, rules / rulesOfBlock; blocks of 256. Shared: kindCount * 6 (7) + 1 + max(pieces * 6 (7), partCount) sets of
// 128 bytes.
__global__ void __launch_bounds__(256)
label6(const int* structures, int given, int columns, int length, int pieces, const unsigned char* kinds, int kindCount,
       const unsigned short* parts, int partCount, const unsigned long long* programs, int rules, int rulesOfBlock, unsigned* rows,
       int words) {
    labelled<6>(structures, given, columns, length, pieces, kinds, kindCount, parts, partCount, programs, rules, rulesOfBlock,
                rows, words);
}

__global__ void __launch_bounds__(256)
label7(const int* structures, int given, int columns, int length, int pieces, const unsigned char* kinds, int kindCount,
       const unsigned short* parts, int partCount, const unsigned long long* programs, int rules, int rulesOfBlock, unsigned* rows,
       int words) {
    labelled<7>(structures, given, columns, length, pieces, kinds, kindCount, parts, partCount, programs, rules, rulesOfBlock,
                rows, words);
}
}
