package dev.linnet.cuda.gpu;

/** Which GPUs run what was compiled for which. */
final class Architectures {
    private Architectures() {}

    /**
     * Whether PTX for one architecture runs on a GPU: on that one and on newer ones; {@code sm_90a} on {@code sm_90} only,
     * {@code sm_100f} on that family only.
     */
    static boolean runsOn(String compiled, String gpu) {
        int from = number(compiled);
        int to = number(gpu);
        return switch (compiled.charAt(compiled.length() - 1)) {
            case 'a' -> from == to;
            case 'f' -> from <= to && from / 10 == to / 10;
            default -> from <= to;
        };
    }

    private static int number(String architecture) {
        return Integer.parseInt(architecture.replaceAll("\\D", ""));
    }
}
