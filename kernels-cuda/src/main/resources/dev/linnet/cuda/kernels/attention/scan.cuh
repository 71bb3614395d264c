// Phase 2 of decay.cuh, for decays of a whole state or of each of its rows.
#pragma once
#include "tiles.cuh"

// The states before segments from what segments add, which may be the same array; in the order of time or against it. A thread has
// four neighbours of one state; what eight segments add is loaded at once.
__device__ __forceinline__ void scan(const float* added, float* states, const float* initial, const float* logs, bool backwards,
                                     int size, int logsOfState, int segments) {
    constexpr int AHEAD = 8;
    long long sequence = blockIdx.y;
    int element = (blockIdx.x * blockDim.x + threadIdx.x) * 4;
    const float* theirs = added + sequence * segments * size + element;
    float* mine = states + sequence * segments * size + element;
    const float* log = logs + sequence * segments * logsOfState + element / (size / logsOfState);
    float4 state = initial == nullptr ? make_float4(0, 0, 0, 0)
                                      : *reinterpret_cast<const float4*>(initial + sequence * size + element);
    for (int first = 0; first < segments; first += AHEAD) {
        float4 next[AHEAD];
        float kept[AHEAD];
#pragma unroll
        for (int i = 0; i < AHEAD; i++) {
            int segment = backwards ? segments - 1 - first - i : first + i;
            if (first + i + 1 < segments) {
                next[i] = *reinterpret_cast<const float4*>(theirs + (long long) segment * size);
                kept[i] = log[segment * logsOfState];
            }
        }
#pragma unroll
        for (int i = 0; i < AHEAD; i++) {
            int segment = backwards ? segments - 1 - first - i : first + i;
            if (first + i < segments) {
                *reinterpret_cast<float4*>(mine + (long long) segment * size) = state;
            }
            if (first + i + 1 < segments) {
                float k = exp2f(kept[i]);
                state = make_float4(k * state.x + next[i].x, k * state.y + next[i].y, k * state.z + next[i].z,
                                    k * state.w + next[i].w);
            }
        }
    }
}
