package dev.linnet.llm;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Objects;
import javax.imageio.ImageIO;

/** A piece of a message. */
public sealed interface ChatPart {
    /** Words. */
    record Text(String text) implements ChatPart {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A picture.
     *
     * @param url {@code data:image/png;base64,...}, or an {@code http} or {@code https} address that the server can reach
     */
    record Image(String url) implements ChatPart {
        public Image {
            if (!url.startsWith("data:image/") && !url.startsWith("https://") && !url.startsWith("http://")) {
                throw new IllegalArgumentException(
                        "url: an image has an address that begins with data:image/, https:// or http://, not \""
                                + (url.length() > 40 ? url.substring(0, 40) + "..." : url) + "\"");
            }
        }

        /** A picture in a file's bytes. */
        public static Image png(byte[] file) {
            return new Image("data:image/png;base64," + Base64.getEncoder().encodeToString(file));
        }

        /** A picture as PNG. */
        public static Image of(RenderedImage image) {
            var file = new ByteArrayOutputStream();
            try {
                if (!ImageIO.write(image, "png", file)) {
                    throw new IllegalArgumentException("image: there is no PNG of " + image);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return png(file.toByteArray());
        }
    }
}
