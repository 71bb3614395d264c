package dev.linnet.files;

import java.nio.file.Path;

/** Says whether it could take a file. */
final class TakeFile {
    private TakeFile() {}

    public static void main(String[] arguments) throws Exception {
        try (var claim = SoleWriter.of(Path.of(arguments[0])).orElse(null)) {
            System.out.println(claim == null ? "refused" : "taken");
        }
    }
}
