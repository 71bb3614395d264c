// PTX 7.0, sm_50 and newer

// Causal linear attention with a scalar decay, by chunks of 64 steps:
//     S_t = exp(g_t) S_(t-1) + k_t v_t^T,   o_t = scale S_t^T q_t.
// A block of 256 threads owns 32 columns of one head's state and walks the chunks in order. With G the sums of g inside the
// chunk, it computes
//     P = (Q K^T) * exp(G_r - G_c) for c <= r,   O = scale (P V + exp(G_r) Q S),   S = exp(G_last) S + (exp(G_last - G_c) K)^T V,
// 32 channels of Q and K at a time, which lie transposed in shared memory. Only exponents <= 0 occur where g <= 0.

static const int THREADS = 256;
static const int CHUNK = 64;
static const int COLUMNS = 32;
static const int CHANNELS = 32;
static const int PITCH = CHUNK + 4; // rows of Q, K and P in shared memory: on 16 bytes, and few bank conflicts

// CHUNK steps by CHANNELS channels of q or k, transposed; zeros beyond the end.
static __device__ void fetch(float* tile, const float* from, int steps, int channels, int width, bool vectors) {
    for (int t = threadIdx.x; t < CHUNK * CHANNELS / 4; t += THREADS) {
        int step = t / (CHANNELS / 4);
        int channel = t % (CHANNELS / 4) * 4;
        float4 value = make_float4(0, 0, 0, 0);
        if (step < steps) {
            const float* at = from + static_cast<size_t>(step) * width + channel;
            if (vectors && channel < channels) {
                value = *reinterpret_cast<const float4*>(at);
            } else {
                if (channel < channels) value.x = at[0];
                if (channel + 1 < channels) value.y = at[1];
                if (channel + 2 < channels) value.z = at[2];
                if (channel + 3 < channels) value.w = at[3];
            }
        }
        tile[channel * PITCH + step] = value.x;
        tile[(channel + 1) * PITCH + step] = value.y;
        tile[(channel + 2) * PITCH + step] = value.z;
        tile[(channel + 3) * PITCH + step] = value.w;
    }
}

// What a chunk's log decays come to. G is kept in two parts, so that differences of large sums are exact.
struct Decays {
    float sum[CHUNK];     // G, from the chunk's first step to this one
    float rest[CHUNK];    // what rounding took from it
    float reached[CHUNK]; // exp(G)
    float left[CHUNK];    // exp(G_last - G)
};

// exp(G_r - G_c)
static __device__ float between(const Decays& decays, int r, int c) {
    return expf((decays.sum[r] - decays.sum[c]) + (decays.rest[r] - decays.rest[c]));
}

// The first warp adds up; zeros beyond the end keep the last sum.
static __device__ void addUp(Decays& decays, const float* log, int stride, int steps) {
    double carried = 0;
    for (int first = 0; first < CHUNK; first += 32) {
        int step = first + threadIdx.x;
        double sum = step < steps ? log[static_cast<size_t>(step) * stride] : 0.0f;
        for (int distance = 1; distance < 32; distance *= 2) {
            double before = __shfl_up_sync(0xffffffffu, sum, distance);
            if (threadIdx.x >= distance) sum += before;
        }
        sum += carried;
        decays.sum[step] = static_cast<float>(sum);
        decays.rest[step] = static_cast<float>(sum - decays.sum[step]);
        decays.reached[step] = expf(decays.sum[step]);
        carried = __shfl_sync(0xffffffffu, sum, 31);
    }
    __syncwarp();
    for (int step = threadIdx.x; step < CHUNK; step += 32) {
        decays.left[step] = between(decays, CHUNK - 1, step);
    }
}

// The grid is heads * ceil(valueWidth / 32) blocks, with 32 * 32 ceil(keyWidth / 32) + 64 * 32 + 64 * 68 + 4 * 64 floats of
// shared memory each.
extern "C" __global__ void __launch_bounds__(THREADS, 2) decayAttention(
        int length, int keyWidth, int valueWidth, float scale, const float* __restrict__ q, const float* __restrict__ k,
        const float* __restrict__ v, const float* __restrict__ logDecay, int decayOfHead, int decayOfStep,
        bool fromZero, const float* __restrict__ initial, float* __restrict__ o, float* __restrict__ last) {
    extern __shared__ __align__(16) float memory[];
    const int paddedKeys = (keyWidth + CHANNELS - 1) / CHANNELS * CHANNELS;
    float* state = memory;                            // paddedKeys x COLUMNS
    float* values = state + paddedKeys * COLUMNS;     // CHUNK x COLUMNS
    float* queries = values + CHUNK * COLUMNS;        // CHANNELS x PITCH, and P^T of CHUNK x PITCH over both
    float* keys = queries + CHANNELS * PITCH;         // CHANNELS x PITCH
    Decays& decays = *reinterpret_cast<Decays*>(keys + CHANNELS * PITCH);
    const int tiles = (valueWidth + COLUMNS - 1) / COLUMNS;
    const int head = blockIdx.x / tiles;
    const int column0 = blockIdx.x % tiles * COLUMNS;
    const int columns = min(COLUMNS, valueWidth - column0);
    const bool vectors = keyWidth % 4 == 0; // as everything that Java passes, q and k begin on 16 bytes
    const size_t stateAt = static_cast<size_t>(head) * keyWidth * valueWidth + column0;
    q += static_cast<size_t>(head) * length * keyWidth;
    k += static_cast<size_t>(head) * length * keyWidth;
    v += static_cast<size_t>(head) * length * valueWidth + column0;
    o += static_cast<size_t>(head) * length * valueWidth + column0;
    logDecay += static_cast<size_t>(head) * decayOfHead;

    for (int t = threadIdx.x; t < paddedKeys * COLUMNS; t += THREADS) {
        int row = t / COLUMNS;
        int column = t % COLUMNS;
        bool inside = !fromZero && row < keyWidth && column < columns;
        state[t] = inside ? initial[stateAt + static_cast<size_t>(row) * valueWidth + column] : 0.0f;
    }

    const int ty = threadIdx.x / 16 * 4; // this thread's 4 steps
    const int tp = threadIdx.x % 16 * 4; // its 4 columns of P
    const int to = threadIdx.x % 16 * 2; // its 2 columns of O
    const int sk = threadIdx.x / 8;      // its channel of S
    const int sv = threadIdx.x % 8 * 4;  // its 4 columns of S
    for (int first = 0; first < length; first += CHUNK) {
        const int steps = min(CHUNK, length - first);
        for (int t = threadIdx.x; t < CHUNK * COLUMNS; t += THREADS) {
            int step = t / COLUMNS;
            int column = t % COLUMNS;
            bool inside = step < steps && column < columns;
            values[t] = inside ? v[static_cast<size_t>(first + step) * valueWidth + column] : 0.0f;
        }
        if (threadIdx.x < 32) {
            addUp(decays, logDecay + static_cast<size_t>(first) * decayOfStep, decayOfStep, steps);
        }
        float p[4][4] = {};
        float fromState[4][2] = {};
        for (int channel0 = 0; channel0 < keyWidth; channel0 += CHANNELS) {
            fetch(queries, q + static_cast<size_t>(first) * keyWidth + channel0, steps, keyWidth - channel0, keyWidth, vectors);
            fetch(keys, k + static_cast<size_t>(first) * keyWidth + channel0, steps, keyWidth - channel0, keyWidth, vectors);
            __syncthreads();
#pragma unroll 8
            for (int c = 0; c < CHANNELS; c++) {
                const float4 q4 = *reinterpret_cast<const float4*>(&queries[c * PITCH + ty]);
                const float4 k4 = *reinterpret_cast<const float4*>(&keys[c * PITCH + tp]);
                const float query[4] = {q4.x, q4.y, q4.z, q4.w};
                const float key[4] = {k4.x, k4.y, k4.z, k4.w};
                float2 s = *reinterpret_cast<const float2*>(&state[(channel0 + c) * COLUMNS + to]);
#pragma unroll
                for (int i = 0; i < 4; i++) {
#pragma unroll
                    for (int j = 0; j < 4; j++) p[i][j] = fmaf(query[i], key[j], p[i][j]);
                    fromState[i][0] = fmaf(query[i], s.x, fromState[i][0]);
                    fromState[i][1] = fmaf(query[i], s.y, fromState[i][1]);
                }
            }
            __syncthreads(); // the old state has been read
            float4* mine = reinterpret_cast<float4*>(&state[(channel0 + sk) * COLUMNS + sv]);
            float kept = decays.reached[CHUNK - 1];
            float4 s = *mine;
            s.x *= kept;
            s.y *= kept;
            s.z *= kept;
            s.w *= kept;
#pragma unroll 8
            for (int step = 0; step < CHUNK; step++) {
                float key = keys[sk * PITCH + step] * decays.left[step];
                float4 value = *reinterpret_cast<const float4*>(&values[step * COLUMNS + sv]);
                s.x = fmaf(key, value.x, s.x);
                s.y = fmaf(key, value.y, s.y);
                s.z = fmaf(key, value.z, s.z);
                s.w = fmaf(key, value.w, s.w);
            }
            *mine = s;
            __syncthreads(); // queries and keys have been read
        }
        float* weights = queries;
#pragma unroll
        for (int j = 0; j < 4; j++) {
            float column[4];
#pragma unroll
            for (int i = 0; i < 4; i++) {
                column[i] = tp + j <= ty + i ? p[i][j] * between(decays, ty + i, tp + j) : 0.0f;
            }
            *reinterpret_cast<float4*>(&weights[(tp + j) * PITCH + ty]) = make_float4(column[0], column[1], column[2], column[3]);
        }
        __syncthreads();
        float out[4][2];
#pragma unroll
        for (int i = 0; i < 4; i++) {
            out[i][0] = decays.reached[ty + i] * fromState[i][0];
            out[i][1] = decays.reached[ty + i] * fromState[i][1];
        }
        for (int c = 0; c < ty + 4; c++) {
            const float4 w4 = *reinterpret_cast<const float4*>(&weights[c * PITCH + ty]);
            const float weight[4] = {w4.x, w4.y, w4.z, w4.w};
            float2 value = *reinterpret_cast<const float2*>(&values[c * COLUMNS + to]);
#pragma unroll
            for (int i = 0; i < 4; i++) {
                out[i][0] = fmaf(weight[i], value.x, out[i][0]);
                out[i][1] = fmaf(weight[i], value.y, out[i][1]);
            }
        }
#pragma unroll
        for (int i = 0; i < 4; i++) {
            if (ty + i < steps) {
                float* at = o + static_cast<size_t>(first + ty + i) * valueWidth + to;
                if (to < columns) at[0] = scale * out[i][0];
                if (to + 1 < columns) at[1] = scale * out[i][1];
            }
        }
        __syncthreads(); // weights and values have been read
    }
    for (int t = threadIdx.x; t < keyWidth * COLUMNS; t += THREADS) {
        int column = t % COLUMNS;
        if (column < columns) {
            last[stateAt + static_cast<size_t>(t / COLUMNS) * valueWidth + column] = state[t];
        }
    }
}
