package dev.linnet.cuda.gpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

import jcuda.driver.JCudaDriver;

/**
 * Loads JCuda's native half out of a folder that only this user can read. JCuda itself takes it from the shared temporary
 * folder under a fixed name, whoever put it there.
 */
final class JCudaNatives {
    private static final String FILE = "libJCudaDriver-12.6.0-linux-x86_64.so";
    private static final String TEMPORARY = "java.io.tmpdir";

    private JCudaNatives() {}

    /** After this JCuda can be called. */
    static synchronized void load() {
        Path folder = null;
        var before = System.getProperty(TEMPORARY);
        try {
            folder = Files.createTempDirectory("linnet-jcuda"); // 0700
            System.setProperty(TEMPORARY, folder.toString());
            // The class fetches its jar of native code where a notebook has not got it yet, and loads it from there.
            JCudaDriver.setExceptionsEnabled(false);
        } catch (IOException e) {
            throw new GpuException(0, "JCuda cannot be unpacked: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw new GpuException(0, "JCuda's " + FILE + " cannot be loaded: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given"), e);
        } finally {
            System.setProperty(TEMPORARY, before);
            if (folder != null) {
                delete(folder);
            }
        }
    }

    /** What is loaded stays loaded without its file. */
    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.getLogger(JCudaNatives.class.getName()).log(System.Logger.Level.DEBUG, "Left behind: " + folder, e);
        }
    }
}
