package dev.linnet.kernel.install;

import java.nio.file.Path;
import java.util.List;

/**
 * What an installation came to, for the person to read.
 *
 * @param written the folders that were written
 * @param note    a sentence on what is less than it could be; empty where nothing is
 */
public record Installed(List<Path> written, String note) {}
