// What cooperative groups offer: nvcc -ptx -arch=sm_90 -std=c++17 groups.cu
#include <cooperative_groups.h>
#include <cooperative_groups/memcpy_async.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
namespace cg = cooperative_groups;

constexpr int THREADS = 64;
#define OUT(row) out[(row) * THREADS + me]

template <int N> __device__ void tile(int *out) {
    auto block = cg::this_thread_block();
    auto t = cg::tiled_partition<N>(block);
    int me = block.thread_rank();
    OUT(0) = t.thread_rank();
    OUT(1) = t.meta_group_rank() * 100 + t.meta_group_size();
    OUT(2) = cg::reduce(t, me, cg::plus<int>());
    OUT(3) = cg::inclusive_scan(t, me, cg::plus<int>());
    OUT(4) = cg::exclusive_scan(t, me, cg::plus<int>());
    OUT(5) = t.shfl(me, N - 1) + t.shfl_up(me, 1) * 100 + t.shfl_down(me, 1) * 10000 + t.shfl_xor(me, N / 2) * 1000000;
    OUT(6) = t.any(me == 5) + 2 * t.all(me < 40);
    OUT(7) = t.ballot(me % 3 == 0);
    OUT(8) = t.match_any(me % 2);
    int same;
    OUT(9) = t.match_all(me / 32, same) + same;
    OUT(10) = (int) cg::reduce(t, me * 0.5f, cg::greater<float>());
    OUT(11) = cg::reduce(t, me ^ 21, cg::bit_xor<int>());
    OUT(12) = cg::reduce(t, (unsigned) me, cg::less<unsigned>());
    OUT(13) = cg::inclusive_scan(t, me * 7 % 64, cg::greater<int>());
    t.sync();
    OUT(14) = t.num_threads();
}

extern "C" __global__ void tiles32(int *out) { tile<32>(out); }
extern "C" __global__ void tiles16(int *out) { tile<16>(out); }
extern "C" __global__ void tiles4(int *out) { tile<4>(out); }
extern "C" __global__ void tiles2(int *out) { tile<2>(out); }

extern "C" __global__ void partitions(int *out) {
    auto block = cg::this_thread_block();
    auto warp = cg::tiled_partition<32>(block);
    int me = block.thread_rank();
    auto labelled = cg::labeled_partition(warp, me % 3);
    OUT(0) = labelled.size() * 1000 + labelled.thread_rank();
    OUT(1) = cg::reduce(labelled, me, cg::plus<int>());
    auto binary = cg::binary_partition(warp, me % 5 == 0);
    OUT(2) = binary.size() * 1000 + binary.thread_rank();
    OUT(3) = cg::inclusive_scan(binary, me, cg::plus<int>());
    OUT(4) = labelled.meta_group_rank() * 100 + labelled.meta_group_size();
    auto dynamic = cg::tiled_partition(block, 8);
    OUT(5) = dynamic.size() * 1000 + dynamic.thread_rank();
    __shared__ int chosen;
    cg::invoke_one(block, [&] { chosen = 77; });
    block.sync();
    OUT(6) = chosen + cg::invoke_one_broadcast(warp, [&] { return 5; });
    OUT(7) = block.size() + block.group_index().x + block.thread_index().x + block.group_dim().x;
}

extern "C" __global__ void coalesced(int *out) {
    int me = threadIdx.x;
    if (me % 3 != 1) {
        auto c = cg::coalesced_threads();
        OUT(0) = c.size() * 1000 + c.thread_rank();
        OUT(1) = c.shfl(me, 2);
        OUT(2) = c.shfl_up(me, 1);
        OUT(3) = c.shfl_down(me, 1);
        OUT(4) = cg::reduce(c, me, cg::plus<int>());
        OUT(5) = c.ballot(me & 1);
        OUT(6) = cg::exclusive_scan(c, me, cg::plus<int>());
        c.sync();
        OUT(7) = c.any(me == 0) + 2 * c.all(me >= 0);
        OUT(8) = c.match_any(me / 16);
        auto fours = cg::tiled_partition(c, 4);
        OUT(9) = fours.size() * 1000 + fours.thread_rank();
    }
}

extern "C" __global__ void two_warps(int *out) {
    __shared__ cg::block_tile_memory<128> memory;
    auto block = cg::this_thread_block(memory);
    auto t = cg::tiled_partition<64>(block);
    int me = block.thread_rank();
    out[me] = cg::reduce(t, me, cg::plus<int>());
    out[128 + me] = t.shfl(me, 3);
    out[256 + me] = t.any(me == 1) + 2 * t.all(me < 64);
    out[384 + me] = cg::inclusive_scan(t, 1, cg::plus<int>());
    t.sync();
    out[512 + me] = t.meta_group_rank();
}

extern "C" __global__ void split_barrier(int *out) {
    __shared__ int s[THREADS];
    auto block = cg::this_thread_block();
    s[threadIdx.x] = threadIdx.x;
    auto token = block.barrier_arrive();
    int mine = threadIdx.x * 100;
    block.barrier_wait(std::move(token));
    out[threadIdx.x] = s[THREADS - 1 - threadIdx.x] + mine;
}

extern "C" __global__ void copies(const int *in, int *out) {
    __shared__ int s[256], u[256];
    auto block = cg::this_thread_block();
    cg::memcpy_async(block, s, in, sizeof(int) * 256);
    cg::memcpy_async(block, u, in + 256, sizeof(int) * 256);
    cg::wait_prior<1>(block);
    for (int k = threadIdx.x; k < 256; k += blockDim.x) out[k] = s[255 - k];
    cg::wait(block);
    for (int k = threadIdx.x; k < 256; k += blockDim.x) out[256 + k] = u[255 - k];
}

extern "C" __global__ void whole_grid(int *x, int *out) {
    cg::grid_group grid = cg::this_grid();
    unsigned me = grid.thread_rank();
    for (int round = 0; round < 3; round++) {
        x[me] = me * (round + 1);
        grid.sync();
        out[me] += x[(me + 37) % grid.size()];
        grid.sync();
    }
    if (!grid.is_valid() || grid.num_blocks() != gridDim.x) out[me] = -1;
}
