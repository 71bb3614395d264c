package dev.linnet.llm.openai;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request and its response, whose body is read in pieces by the thread that asked. Every wait has an end and can be interrupted, and
 * {@link #close} breaks off the connection if the response has not ended. (The JDK's own bodies wait for ever once the headers are there.)
 */
final class Exchange implements AutoCloseable {
    private static final Object END = new Object();

    private final HttpResponse<Pieces> response;
    private final Pieces pieces;

    private Exchange(HttpResponse<Pieces> response) {
        this.response = response;
        this.pieces = response.body();
    }

    /** Sends a request and waits for the response's headers. */
    static Exchange open(HttpClient client, HttpRequest request, Duration timeout)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Pieces>> future = client.sendAsync(request, _ -> new Pieces());
        boolean open = false;
        try {
            var exchange = new Exchange(future.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
            open = true;
            return exchange;
        } catch (TimeoutException _) {
            throw new HttpTimeoutException("no answer within " + timeout);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IOException(failure.getCause());
        } finally {
            if (!open && !future.cancel(true) && !future.isCompletedExceptionally()) { // cancelling closes the connection
                future.join().body().cancel(); // the headers came at the last moment
            }
        }
    }

    int status() {
        return response.statusCode();
    }

    HttpHeaders headers() {
        return response.headers();
    }

    /** The next piece of the body, or null at its end. */
    byte[] next(Duration timeout) throws IOException, InterruptedException {
        return pieces.next(timeout);
    }

    /**
     * All of the body, or what of it is within the limit.
     *
     * @param deadline by {@link System#nanoTime}
     * @return null where the body is longer than {@code limit} bytes and {@code whole} is asked for
     */
    String text(int limit, boolean whole, long deadline) throws IOException, InterruptedException {
        var bytes = new ByteArrayOutputStream();
        while (true) {
            byte[] piece = next(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            if (piece == null) {
                return bytes.toString(StandardCharsets.UTF_8);
            }
            bytes.writeBytes(piece);
            if (bytes.size() > limit) {
                return whole ? null : new String(bytes.toByteArray(), 0, limit, StandardCharsets.UTF_8);
            }
        }
    }

    @Override
    public void close() {
        pieces.cancel();
    }

    /** Hands over what arrives; asks for more only when it was taken. */
    private static final class Pieces implements HttpResponse.BodySubscriber<Pieces> {
        private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
        private Flow.Subscription subscription;
        private boolean over;

        @Override
        public CompletionStage<Pieces> getBody() {
            return CompletableFuture.completedStage(this);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            boolean late;
            synchronized (this) {
                subscription = given;
                late = over;
            }
            if (late) {
                given.cancel();
            } else {
                given.request(1);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            int size = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
            var piece = new byte[size];
            int at = 0;
            for (ByteBuffer buffer : buffers) {
                int length = buffer.remaining();
                buffer.get(piece, at, length);
                at += length;
            }
            arrived.add(piece);
        }

        @Override
        public void onError(Throwable failure) {
            arrived.add(failure);
        }

        @Override
        public void onComplete() {
            arrived.add(END);
        }

        byte[] next(Duration timeout) throws IOException, InterruptedException {
            Object piece = arrived.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            switch (piece) {
                case null -> throw new HttpTimeoutException("nothing for " + timeout);
                case byte[] bytes -> {
                    Flow.Subscription source;
                    synchronized (this) {
                        source = subscription;
                    }
                    source.request(1);
                    return bytes;
                }
                case Throwable failure -> {
                    arrived.add(failure);
                    throw new IOException("the connection broke off", failure);
                }
                default -> {
                    arrived.add(END);
                    synchronized (this) {
                        over = true;
                    }
                    return null;
                }
            }
        }

        void cancel() {
            Flow.Subscription source;
            synchronized (this) {
                source = over ? null : subscription;
                over = true;
            }
            if (source != null) {
                source.cancel();
            }
        }
    }
}
