package dev.linnet.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file or a folder could not be used, in a few words and without its name. */
public final class Reason {
    private Reason() {}

    /** What {@code failure} says, such as {@code Read-only file system}. */
    public static String of(IOException failure) {
        String said = failure.getMessage();
        return switch (failure) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "a file is there";
            case NoSuchFileException _ -> "it is not there";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            case java.io.FileNotFoundException _ when said != null && said.endsWith(")") ->
                said.substring(said.lastIndexOf('(') + 1, said.length() - 1);
            default -> said == null ? failure.getClass().getSimpleName() : said;
        };
    }
}
