package dev.linnet.kernel.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** {@code System.in} of one cell: asks the front end for a line whenever the last one is used up. */
final class CellInput extends InputStream {
    private final InputSource source;
    private final Runnable beforeAsking;
    private byte[] line = {};
    private int position;
    private boolean ended;

    /** {@code beforeAsking} shows what was printed so far, which is often the question. */
    CellInput(InputSource source, Runnable beforeAsking) {
        this.source = source;
        this.beforeAsking = beforeAsking;
    }

    /** Asks for a line, past anything left over from the last one; null at the end of input. */
    String ask(String prompt, boolean password) throws IOException {
        beforeAsking.run();
        return source.readLine(prompt, password);
    }

    private synchronized boolean fill() throws IOException {
        if (position < line.length) {
            return true;
        }
        if (ended) {
            return false;
        }
        var next = ask("", false);
        if (next == null) {
            ended = true;
            return false;
        }
        line = (next + "\n").getBytes(StandardCharsets.UTF_8);
        position = 0;
        return true;
    }

    @Override
    public synchronized int read() throws IOException {
        return fill() ? line[position++] & 0xFF : -1;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, line.length - position);
        System.arraycopy(line, position, bytes, offset, count);
        position += count;
        return count;
    }

    @Override
    public synchronized int available() {
        return line.length - position;
    }
}
