package dev.linnet.bench.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether Linux gives huge pages to the programs that ask for them; the linnet script asks for them by the same rule. */
final class HugePages {
    private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private HugePages() {}

    static boolean given() {
        try {
            return Files.isReadable(SETTING) && Files.readString(SETTING).contains("[madvise]");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The options of a virtual machine. */
    static String[] options() {
        return given() ? new String[] {"-XX:+UseTransparentHugePages"} : new String[0];
    }
}
