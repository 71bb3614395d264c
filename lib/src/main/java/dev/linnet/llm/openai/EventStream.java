package dev.linnet.llm.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads server-sent events: bytes in pieces of any size, in UTF-8, become the data of events. Lines end with LF, CR or CRLF; an event's data
 * lines are joined by LF; comments and other fields do not count.
 */
final class EventStream {
    private final Consumer<String> events;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private boolean afterCarriageReturn;

    /** @param events takes the data of each event */
    EventStream(Consumer<String> events) {
        this.events = events;
    }

    void accept(byte[] piece) {
        for (byte b : piece) {
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
            } else if (b == '\n' || b == '\r') {
                afterCarriageReturn = b == '\r';
                end(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                afterCarriageReturn = false;
                line.write(b);
            }
        }
    }

    /** The stream's end also ends its last event: some servers leave out the blank line. */
    void close() {
        if (line.size() > 0) {
            end(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
        end("");
    }

    /** Bytes that are waiting for the end of their event. */
    int waiting() {
        return line.size() + data.length();
    }

    private void end(String text) {
        if (text.isEmpty()) {
            if (hasData) {
                String whole = data.toString();
                data.setLength(0);
                hasData = false;
                events.accept(whole);
            }
        } else if (text.startsWith("data:")) {
            if (hasData) {
                data.append('\n');
            }
            hasData = true;
            data.append(text, text.startsWith("data: ") ? 6 : 5, text.length());
        }
    }
}
