package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jupyter nbconvert --execute} runs a notebook on the installed kernel. */
class NbconvertTest {
    @TempDir
    Path folder;

    @Test
    void nbconvert_executes_a_notebook() {
        Tool.JUPYTER.require();
        NotebookFiles.write(folder.resolve("in.ipynb"), "int x = 6;", "System.out.println(\"hello\");\nx * 7");
        Repository.Run run = Jupyter.python(folder, "-m", "nbconvert", "--to", "notebook", "--execute", "--output",
                "out.ipynb", "in.ipynb");
        assertEquals(0, run.exit(), run::both);
        String outputs = NotebookFiles.outputs(NotebookFiles.read(folder.resolve("out.ipynb")), 1).toString();
        assertTrue(outputs.contains("hello"), outputs);
        assertTrue(outputs.contains("\"42\""), outputs);
    }

    @Test
    void nbconvert_makes_a_page_of_charts() throws IOException {
        Tool.JUPYTER.require();
        NotebookFiles.write(folder.resolve("in.ipynb"), """
                var chart = new org.knowm.xchart.XYChartBuilder().title("two points").build();
                chart.addSeries("line", new double[] {0, 1}, new double[] {1, 2});
                chart""");
        Repository.Run run = Jupyter.python(folder, "-m", "nbconvert", "--to", "html", "--execute", "--output",
                "out.html", "in.ipynb");
        assertEquals(0, run.exit(), run::both);
        assertTrue(Files.readString(folder.resolve("out.html")).contains("<svg"), "no picture");
    }

    @Test
    void nbconvert_stops_at_a_failing_cell() {
        Tool.JUPYTER.require();
        NotebookFiles.write(folder.resolve("in.ipynb"), "throw new IllegalStateException(\"on purpose\");");
        Repository.Run run = Jupyter.python(folder, "-m", "nbconvert", "--to", "notebook", "--execute", "--output",
                "out.ipynb", "in.ipynb");
        assertEquals(1, run.exit(), run::both);
        assertTrue(run.err().contains("on purpose"), run::both);
    }
}
