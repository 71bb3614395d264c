package dev.linnet.cuda.cpu;

import java.util.function.Consumer;

/**
 * What a kernel prints, written by the thread that launched it: the engine's own threads belong to no cell, and their
 * output would appear nowhere or in the wrong one.
 */
final class Printed implements Consumer<String> {
    private final Thread launcher;
    private final StringBuilder waiting = new StringBuilder();

    Printed(Thread launcher) {
        this.launcher = launcher;
    }

    @Override
    public void accept(String text) {
        synchronized (waiting) {
            waiting.append(text);
        }
        if (Thread.currentThread() == launcher) {
            flush();
        }
    }

    void flush() {
        String text;
        synchronized (waiting) {
            text = waiting.toString();
            waiting.setLength(0);
        }
        if (!text.isEmpty()) {
            System.out.print(text);
        }
    }
}
