package dev.linnet.display;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture: PNG, JPEG, GIF or WebP.
 *
 * @param mimeType what the data is
 * @param base64   the data
 * @param text     what stands in for it where pictures cannot be shown
 */
public record Image(String mimeType, String base64, String text) implements Displayable {
    public Image {
        Objects.requireNonNull(mimeType, "mimeType");
        Objects.requireNonNull(base64, "base64");
        Objects.requireNonNull(text, "text");
    }

    /** The picture in a file; its kind is read from its first bytes. */
    public static Image of(Path file) throws IOException {
        return of(Files.readAllBytes(file), "picture " + file);
    }

    /** A picture in its file format; its kind is read from its first bytes. */
    public static Image of(byte[] file) {
        return of(file, "picture");
    }

    /** A picture in memory, as PNG. */
    public static Image of(RenderedImage picture) {
        var bytes = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(picture, "png", stream)) {
                throw new IllegalArgumentException(
                        "this kind of picture cannot be written as PNG: " + picture.getSampleModel()
                                + "; draw it into a BufferedImage of TYPE_INT_ARGB first");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Image(MimeBundle.PNG, Base64.getEncoder().encodeToString(bytes.toByteArray()),
                "picture, " + picture.getWidth() + " x " + picture.getHeight() + " pixels");
    }

    private static Image of(byte[] file, String text) {
        String type = typeOf(file);
        if (type == null) {
            throw new IllegalArgumentException(
                    "this is no PNG, JPEG, GIF or WebP picture (" + text + ", " + Count.of(file.length, "byte") + ")");
        }
        return new Image(type, Base64.getEncoder().encodeToString(file), text);
    }

    private static String typeOf(byte[] file) {
        return begins(file, 0, 0x89, 'P', 'N', 'G')
                ? MimeBundle.PNG
                : begins(file, 0, 0xFF, 0xD8, 0xFF)
                        ? "image/jpeg"
                        : begins(file, 0, 'G', 'I', 'F', '8')
                                ? "image/gif"
                                : begins(file, 0, 'R', 'I', 'F', 'F') && begins(file, 8, 'W', 'E', 'B', 'P')
                                        ? "image/webp"
                                        : null;
    }

    private static boolean begins(byte[] file, int offset, int... signature) {
        if (file.length < offset + signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((file[offset + i] & 0xFF) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.of(mimeType, base64, text);
    }
}
