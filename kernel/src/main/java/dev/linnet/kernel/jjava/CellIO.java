package dev.linnet.kernel.jjava;

import java.nio.charset.Charset;

import org.dflib.jjava.jupyter.kernel.JupyterIO;

/** JJava's streams, joined to the cell that uses them. */
final class CellIO extends JupyterIO {
    CellIO(Charset encoding) {
        super(encoding);
        setEnv(new CellEnvironment());
        setJupyterInEnabled(true);
    }
}
