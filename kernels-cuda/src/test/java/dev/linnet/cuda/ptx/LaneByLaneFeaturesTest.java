package dev.linnet.cuda.ptx;

/** What CUDA C++ can express, lane by lane as a new virtual machine computes it. */
class LaneByLaneFeaturesTest extends FeaturesTest {
    @Override
    Machine machine() {
        Machine m = super.machine();
        m.options = m.options.withArithmetic(LaunchOptions.Arithmetic.LANE_BY_LANE);
        return m;
    }
}
