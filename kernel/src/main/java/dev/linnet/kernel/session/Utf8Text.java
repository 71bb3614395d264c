package dev.linnet.kernel.session;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns bytes that arrive in arbitrary portions into text; a character split over portions comes with its last byte. */
final class Utf8Text {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer unfinished = ByteBuffer.allocate(0);

    /** The text that is complete once these bytes have come. */
    String decode(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return "";
        }
        if (!unfinished.hasRemaining() && bytes[offset + length - 1] >= 0) {
            return new String(bytes, offset, length, StandardCharsets.UTF_8);
        }
        var in = ByteBuffer.allocate(unfinished.remaining() + length).put(unfinished).put(bytes, offset, length).flip();
        var out = CharBuffer.allocate(in.remaining() + 1);
        decoder.reset().decode(in, out, false);
        unfinished = in;
        return out.flip().toString();
    }

    /** What remains when no more bytes will come: a replacement character for a broken end, else nothing. */
    String end() {
        boolean broken = unfinished.hasRemaining();
        unfinished = ByteBuffer.allocate(0);
        return broken ? "\uFFFD" : "";
    }
}
