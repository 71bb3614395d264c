package dev.linnet.kernel.wire;

import java.util.List;
import java.util.Map;

/**
 * A received message whose signature was right.
 *
 * @param identities   routing frames of the sender, to be put before the reply
 * @param headerFrame  the header's own bytes, which become the parent header of every answer
 * @param parentId     the {@code msg_id} of the message's parent, or null
 * @param content      the content, or null where {@code problem} says why there is none
 * @param buffers      binary frames after the content, passed through unread
 * @param problem      a sentence for the sender where all but the header is unusable, or null
 */
@SuppressWarnings("ArrayRecordComponent") // frames are bytes, and nobody compares messages
record Message(List<byte[]> identities, Header header, byte[] headerFrame, String parentId,
        Map<String, Object> metadata, Map<String, Object> content, List<byte[]> buffers, String problem) {
    /**
     * What is needed of a message's header.
     *
     * @param subshellId the subshell that shall handle it, or null for the main shell
     */
    record Header(String id, String type, String session, String subshellId) {}

    Fields fields() {
        return new Fields(header.type(), content);
    }
}
