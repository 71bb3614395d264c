// Cooperative groups where the toolkit's header is missing: blocks, tiles of a warp, coalesced threads, the grid; reductions and scans.
#pragma once
#define LINNET_FN __device__ __forceinline__
namespace cooperative_groups {
namespace linnet {
LINNET_FN unsigned int lane() {
  unsigned int l;
  asm("mov.u32 %0, %%laneid;" : "=r"(l));
  return l;
}
LINNET_FN unsigned int below() {
  unsigned int m;
  asm("mov.u32 %0, %%lanemask_lt;" : "=r"(m));
  return m;
}
LINNET_FN unsigned int rank_in_block() { return (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x; }
LINNET_FN unsigned int block_size() { return blockDim.x * blockDim.y * blockDim.z; }
}

class thread_block {
public:
  LINNET_FN static void sync() { __syncthreads(); }
  LINNET_FN static unsigned int thread_rank() { return linnet::rank_in_block(); }
  LINNET_FN static unsigned int size() { return linnet::block_size(); }
  LINNET_FN static unsigned int num_threads() { return linnet::block_size(); }
  LINNET_FN static dim3 group_index() { return dim3(blockIdx.x, blockIdx.y, blockIdx.z); }
  LINNET_FN static dim3 thread_index() { return dim3(threadIdx.x, threadIdx.y, threadIdx.z); }
  LINNET_FN static dim3 group_dim() { return dim3(blockDim.x, blockDim.y, blockDim.z); }
  LINNET_FN static dim3 dim_threads() { return dim3(blockDim.x, blockDim.y, blockDim.z); }
};
LINNET_FN thread_block this_thread_block() { return thread_block(); }

class grid_group {
  LINNET_FN static unsigned int *workspace() {
    unsigned int high, low;
    asm volatile("mov.u32 %0, %%envreg1;" : "=r"(high));
    asm volatile("mov.u32 %0, %%envreg2;" : "=r"(low));
    return (unsigned int *)((unsigned long long)high << 32 | low);
  }
  LINNET_FN static unsigned long long block_rank_() {
    return ((unsigned long long)blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  }

public:
  LINNET_FN static bool is_valid() { return workspace() != 0; }
  LINNET_FN static unsigned long long num_blocks() { return (unsigned long long)gridDim.x * gridDim.y * gridDim.z; }
  LINNET_FN static unsigned long long block_rank() { return block_rank_(); }
  LINNET_FN static unsigned long long size() { return num_blocks() * linnet::block_size(); }
  LINNET_FN static unsigned long long num_threads() { return size(); }
  LINNET_FN static unsigned long long thread_rank() { return block_rank_() * linnet::block_size() + linnet::rank_in_block(); }
  LINNET_FN static dim3 group_dim() { return dim3(gridDim.x, gridDim.y, gridDim.z); }
  LINNET_FN static void sync() {
    unsigned int *barrier = workspace() + 1;
    __syncthreads();
    if (linnet::rank_in_block() == 0) {
      // The first block adds what turns the highest bit when all have come.
      unsigned int add = block_rank_() == 0 ? 0x80000000u - ((unsigned int)num_blocks() - 1) : 1u;
      unsigned int before, now;
      asm volatile("atom.add.release.gpu.u32 %0, [%1], %2;" : "=r"(before) : "l"(barrier), "r"(add) : "memory");
      do {
        asm volatile("ld.acquire.gpu.u32 %0, [%1];" : "=r"(now) : "l"(barrier) : "memory");
      } while (((before ^ now) & 0x80000000u) == 0);
    }
    __syncthreads();
  }
};
LINNET_FN grid_group this_grid() { return grid_group(); }

template <unsigned int N, class Parent = void> class thread_block_tile {
  static_assert(N >= 1 && N <= 32 && (N & (N - 1)) == 0, "tiles have 1, 2, 4, 8, 16 or 32 threads");
  LINNET_FN static unsigned int base() { return linnet::lane() & ~(N - 1); }
  LINNET_FN static unsigned int mask() { return (N == 32 ? 0xffffffffu : (1u << (N & 31)) - 1) << base(); }

public:
  LINNET_FN static void sync() { __syncwarp(mask()); }
  LINNET_FN static unsigned int thread_rank() { return linnet::lane() & (N - 1); }
  LINNET_FN static constexpr unsigned int size() { return N; }
  LINNET_FN static constexpr unsigned int num_threads() { return N; }
  LINNET_FN static unsigned int meta_group_rank() { return linnet::rank_in_block() / N; }
  LINNET_FN static unsigned int meta_group_size() { return (linnet::block_size() + N - 1) / N; }
  template <class T> LINNET_FN static T shfl(T v, int r) { return __shfl_sync(mask(), v, r, N); }
  template <class T> LINNET_FN static T shfl_up(T v, unsigned int d) { return __shfl_up_sync(mask(), v, d, N); }
  template <class T> LINNET_FN static T shfl_down(T v, unsigned int d) { return __shfl_down_sync(mask(), v, d, N); }
  template <class T> LINNET_FN static T shfl_xor(T v, int d) { return __shfl_xor_sync(mask(), v, d, N); }
  LINNET_FN static unsigned int ballot(int p) { return (__ballot_sync(mask(), p) & mask()) >> base(); }
  LINNET_FN static int any(int p) { return ballot(p) != 0; }
  LINNET_FN static int all(int p) { return ballot(p) == mask() >> base(); }
  template <class T> LINNET_FN static unsigned int match_any(T v) { return __match_any_sync(mask(), v) >> base(); }
};

class coalesced_group {
  unsigned int mask_;

  LINNET_FN unsigned int packed(unsigned int lanes) const {
    unsigned int bits = 0, k = 0;
    for (unsigned int m = mask_; m != 0; m &= m - 1) bits |= ((lanes & m & (0u - m)) != 0 ? 1u : 0u) << k++;
    return bits;
  }
  LINNET_FN unsigned int lane_of(unsigned int rank) const {
    unsigned int m = mask_;
    for (unsigned int k = 0; k < rank; k++) m &= m - 1;
    return m == 0 ? linnet::lane() : __ffs(m) - 1;
  }

public:
  LINNET_FN explicit coalesced_group(unsigned int mask) : mask_(mask) {}
  LINNET_FN void sync() const { __syncwarp(mask_); }
  LINNET_FN unsigned int thread_rank() const { return __popc(mask_ & linnet::below()); }
  LINNET_FN unsigned int size() const { return __popc(mask_); }
  LINNET_FN unsigned int num_threads() const { return __popc(mask_); }
  template <class T> LINNET_FN T shfl(T v, int r) const { return __shfl_sync(mask_, v, lane_of(r)); }
  template <class T> LINNET_FN T shfl_up(T v, unsigned int d) const {
    return __shfl_sync(mask_, v, thread_rank() < d ? linnet::lane() : lane_of(thread_rank() - d));
  }
  template <class T> LINNET_FN T shfl_down(T v, unsigned int d) const {
    return __shfl_sync(mask_, v, thread_rank() + d >= size() ? linnet::lane() : lane_of(thread_rank() + d));
  }
  LINNET_FN unsigned int ballot(int p) const { return packed(__ballot_sync(mask_, p)); }
  LINNET_FN int any(int p) const { return __ballot_sync(mask_, p) != 0; }
  LINNET_FN int all(int p) const { return __ballot_sync(mask_, p) == mask_; }
  template <class T> LINNET_FN unsigned int match_any(T v) const { return packed(__match_any_sync(mask_, v)); }
  LINNET_FN coalesced_group linnet_part(unsigned int label) const { return coalesced_group(__match_any_sync(mask_, label)); }
};
LINNET_FN coalesced_group coalesced_threads() { return coalesced_group(__activemask()); }

template <unsigned int N> LINNET_FN thread_block_tile<N, thread_block> tiled_partition(const thread_block &) {
  return thread_block_tile<N, thread_block>();
}
template <unsigned int N, unsigned int M, class P>
LINNET_FN thread_block_tile<N, thread_block_tile<M, P>> tiled_partition(const thread_block_tile<M, P> &) {
  static_assert(N <= M, "a tile of a tile is smaller");
  return thread_block_tile<N, thread_block_tile<M, P>>();
}
LINNET_FN coalesced_group labeled_partition(const coalesced_group &g, unsigned int label) { return g.linnet_part(label); }
LINNET_FN coalesced_group binary_partition(const coalesced_group &g, bool p) { return g.linnet_part(p); }
template <unsigned int N, class P> LINNET_FN coalesced_group labeled_partition(const thread_block_tile<N, P> &g, unsigned int label) {
  unsigned int base = linnet::lane() & ~(N - 1);
  return coalesced_group(g.match_any(label) << base);
}
template <unsigned int N, class P> LINNET_FN coalesced_group binary_partition(const thread_block_tile<N, P> &g, bool p) {
  return labeled_partition(g, p ? 1u : 0u);
}
template <class G> LINNET_FN void sync(const G &g) { g.sync(); }

#define LINNET_OPERATION(name, expression) \
  template <class T> struct name { LINNET_FN T operator()(T a, T b) const { return expression; } };
LINNET_OPERATION(plus, a + b)
LINNET_OPERATION(less, b < a ? b : a)
LINNET_OPERATION(greater, a < b ? b : a)
LINNET_OPERATION(bit_and, a & b)
LINNET_OPERATION(bit_or, a | b)
LINNET_OPERATION(bit_xor, a ^ b)
#undef LINNET_OPERATION

template <unsigned int N, class P, class T, class F> LINNET_FN T reduce(const thread_block_tile<N, P> &g, T v, F f) {
  for (unsigned int d = N / 2; d > 0; d /= 2) v = f(v, g.shfl_xor(v, d));
  return v;
}
template <class T, class F> LINNET_FN T reduce(const coalesced_group &g, T v, F f) {
  T sum = g.shfl(v, 0);
  for (unsigned int r = 1; r < g.size(); r++) sum = f(sum, g.shfl(v, r));
  return sum;
}
template <class G, class T, class F> LINNET_FN T inclusive_scan(const G &g, T v, F f) {
  for (unsigned int d = 1; d < g.size(); d *= 2) {
    T before = g.shfl_up(v, d);
    if (g.thread_rank() >= d) v = f(before, v);
  }
  return v;
}
template <class G, class T> LINNET_FN T inclusive_scan(const G &g, T v) { return inclusive_scan(g, v, plus<T>()); }
template <class G, class T, class F> LINNET_FN T exclusive_scan(const G &g, T v, F f) {
  T before = g.shfl_up(inclusive_scan(g, v, f), 1);
  return g.thread_rank() == 0 ? T() : before;
}
template <class G, class T> LINNET_FN T exclusive_scan(const G &g, T v) { return exclusive_scan(g, v, plus<T>()); }
}
