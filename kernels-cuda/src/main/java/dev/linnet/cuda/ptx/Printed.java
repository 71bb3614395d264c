package dev.linnet.cuda.ptx;

import java.util.function.Consumer;

/** Passes on what a kernel prints; when it prints the same again, only what is new. */
final class Printed implements Consumer<String> {
    private final Consumer<String> to;
    private long passed;
    private long skipped;

    Printed(Consumer<String> to) {
        this.to = to;
    }

    @Override
    public void accept(String text) {
        int skip = (int) Math.min(skipped, text.length());
        skipped -= skip;
        passed += text.length() - skip;
        if (skip < text.length()) {
            to.accept(text.substring(skip));
        }
    }

    /** From the start once more. */
    void again() {
        skipped = passed;
    }
}
