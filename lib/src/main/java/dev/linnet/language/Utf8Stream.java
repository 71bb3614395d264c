package dev.linnet.language;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Turns bytes into text as they come: a character is passed on when its last byte is there; what is no UTF-8 becomes U+FFFD. */
final class Utf8Stream {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer pending = ByteBuffer.allocate(8);
    private final CharBuffer ready = CharBuffer.allocate(16);
    private final Consumer<String> out;

    Utf8Stream(Consumer<String> out) {
        this.out = out;
    }

    void put(int value) {
        pending.put((byte) value);
        decode(false);
    }

    /** What is left of an unfinished character becomes U+FFFD. */
    void finish() {
        decode(true);
        decoder.flush(ready);
        pass();
    }

    private void decode(boolean end) {
        pending.flip();
        decoder.decode(pending, ready, end);
        pending.compact();
        pass();
    }

    private void pass() {
        ready.flip();
        if (ready.hasRemaining()) {
            out.accept(ready.toString());
        }
        ready.clear();
    }
}
