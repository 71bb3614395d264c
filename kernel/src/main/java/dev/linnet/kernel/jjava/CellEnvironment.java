package dev.linnet.kernel.jjava;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.publish.PublishUpdateDisplayData;

/** Where JJava would send messages, this shows their content under the running cell. */
final class CellEnvironment extends ShellReplyEnvironment {
    CellEnvironment() {
        super(null, null, null, null);
    }

    @Override
    public <T extends ContentType<T>> void publish(T content) {
        if (content instanceof PublishDisplayData data) {
            Bundles.display(data);
        } else if (content instanceof PublishUpdateDisplayData data) {
            Bundles.update(data);
        } else if (content instanceof PublishStream stream) {
            (stream.getStreamType() == PublishStream.StreamType.OUT ? System.out : System.err).print(stream.getText());
        }
    }

    @Override
    public void publish(Message<?> message) {
        throw new UnsupportedOperationException("Linnet does not send messages for JJava's extensions; use displays.");
    }

    @Override
    public void reply(Message<?> message) {
        throw new UnsupportedOperationException("Linnet answers requests by itself, not through JJava's extensions.");
    }

    @Override
    public String readFromStdIn(String prompt, boolean password) {
        if (password) {
            throw new UnsupportedOperationException("Ask for passwords with password(\"...\") in a cell.");
        }
        System.out.print(prompt);
        var line = new ByteArrayOutputStream();
        try {
            int next = System.in.read();
            while (next >= 0 && next != '\n') {
                line.write(next);
                next = System.in.read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
