package dev.linnet.kernel.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What every front end sees: statuses and outputs, in the order of the calls. */
final class Iopub {
    private static final int MAX_TOPIC = 256;

    private final Codec codec;
    private final String topic;
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private Channel channel;

    Iopub(Codec codec) {
        this.codec = codec;
        this.topic = "kernel." + codec.session() + ".";
    }

    void attach(Channel iopub) {
        channel = iopub;
    }

    /** Publishes a message as a consequence of the one whose header is {@code parentHeader} (null for none). */
    void publish(byte[] parentHeader, String type, Map<String, ?> content, Map<String, ?> metadata,
            List<byte[]> buffers) {
        byte[] prefix = (topic + type).getBytes(StandardCharsets.UTF_8);
        channel.send(codec.encode(List.of(prefix), codec.nextId(), type, parentHeader, metadata, content, buffers));
    }

    void publish(byte[] parentHeader, String type, Map<String, ?> content) {
        publish(parentHeader, type, content, Map.of(), List.of());
    }

    /** Greets a new subscriber, so that it knows from when on it misses nothing. */
    void subscription(Channel iopub, List<byte[]> frames) {
        byte[] frame = frames.getFirst();
        if (frame.length == 0 || frame.length > MAX_TOPIC || frame[0] != 1) {
            return; // an unsubscription, or no topic of ours
        }
        byte[] wanted = Arrays.copyOfRange(frame, 1, frame.length);
        if (Codec.isDelimiter(wanted)) {
            return; // the greeting would be misread by every front end
        }
        var content = Map.of("subscription", new String(wanted, StandardCharsets.UTF_8));
        subscribed.countDown();
        iopub.sendNow(codec.encode(List.of(wanted), codec.nextId(), "iopub_welcome", null, Map.of(), content,
                List.of()));
    }

    /** Waits until somebody listens, at most so long. */
    void awaitSubscriber(long millis) throws InterruptedException {
        boolean ignored = subscribed.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Content with a fixed order of fields and nulls allowed: name, value, name, value... */
    static Map<String, Object> content(Object... namesAndValues) {
        var content = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            content.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return content;
    }
}
