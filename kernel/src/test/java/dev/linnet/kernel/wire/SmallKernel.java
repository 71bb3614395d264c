package dev.linnet.kernel.wire;

/** A kernel process that runs cells of the {@link SmallLanguage}. */
final class SmallKernel {
    private SmallKernel() {}

    public static void main(String[] args) {
        KernelProcess.run(args, SmallLanguage::new);
    }
}
