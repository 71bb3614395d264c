package dev.linnet.cuda.ptx;

/** The same faults are said the same way where the interpreter computes lane by lane. */
class LaneByLaneChecksTest extends ChecksTest {
    @Override
    Machine checked() {
        Machine m = super.checked();
        m.options = m.options.withArithmetic(LaunchOptions.Arithmetic.LANE_BY_LANE);
        return m;
    }
}
