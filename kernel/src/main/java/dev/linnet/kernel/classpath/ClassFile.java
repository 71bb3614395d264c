package dev.linnet.kernel.classpath;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

import javax.tools.SimpleJavaFileObject;

/** A compiled class on the class path. */
final class ClassFile extends SimpleJavaFileObject {
    /** Opens the file. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    private final String binaryName;
    private final Opener opener;

    ClassFile(URI place, String binaryName, Opener opener) {
        super(place, Kind.CLASS);
        this.binaryName = binaryName;
        this.opener = opener;
    }

    String binaryName() {
        return binaryName;
    }

    @Override
    public InputStream openInputStream() throws IOException {
        return opener.open();
    }
}
