package dev.linnet.cuda.gpu.suite;

/** What a test of the GPU suite has to tell besides that it passed. */
public final class Findings {
    /** How such a line begins. */
    static final String MARK = "note: ";

    private Findings() {}

    /** Puts a line into the suite's report. */
    public static void note(String text) {
        System.out.println(MARK + text.replace('\n', ' '));
    }
}
