package dev.linnet.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.management.JMException;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A notebook that is run all day holds no more at its end than at its beginning. */
@Timeout(900)
class SoakTest {
    private static final int WARM_UP = 500;
    private static final int CELLS = 3000;
    /** A row of a class histogram: number, instances, bytes, class. */
    private static final Pattern ROW = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+)");

    @TempDir
    private Path directory;

    /** The classes that are loaded and the bytes that live objects take, by class, once nothing is left to collect. */
    private record Held(int classes, Map<String, Long> bytes) {
        static Held now() throws JMException {
            var last = new Held(Integer.MAX_VALUE, Map.of("all", Long.MAX_VALUE));
            while (true) {
                var now = new Held(ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(), liveBytes());
                if (now.classes >= last.classes && now.total() >= last.total() - 100_000) {
                    return now;
                }
                last = now;
            }
        }

        /** Collects, then counts objects: what the heap calls used holds the collector's own padding as well. */
        private static Map<String, Long> liveBytes() throws JMException {
            var histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
                            new Object[] {new String[0]}, new String[] {String[].class.getName()});
            return ROW.matcher(histogram)
                    .results()
                    .filter(row -> !row.group(2).startsWith("[Ljdk.internal.vm.Filler"))
                    .collect(Collectors.toMap(row -> row.group(2), row -> Long.valueOf(row.group(1)), Long::sum));
        }

        long total() {
            return bytes.values().stream().mapToLong(Long::longValue).sum();
        }

        /** What grew since then, most first. */
        String since(Held before) {
            return "classes %d -> %d, bytes %d -> %d: ".formatted(before.classes, classes, before.total(), total())
                    + bytes.keySet()
                            .stream()
                            .sorted(Comparator.comparingLong((String name) -> before.bytes.getOrDefault(name, 0L)
                                    - bytes.get(name)))
                            .limit(12)
                            .map(name -> name + " +" + (bytes.get(name) - before.bytes.getOrDefault(name, 0L)))
                            .collect(Collectors.joining(", "));
        }
    }

    @Test
    void three_thousand_cells_leave_classes_heap_and_declarations_flat() throws JMException {
        try (var notebook = new Notebook(directory)) {
            IntStream.range(0, WARM_UP).forEach(i -> cell(notebook, i));
            var names = notebook.session.complete("soak", 4).matches();
            Held.now(); // What measuring itself loads is no growth.
            var before = Held.now();
            IntStream.range(WARM_UP, CELLS).forEach(i -> cell(notebook, i));
            var after = Held.now();
            assertEquals(CELLS, notebook.session.executionCount());
            assertTrue(after.classes - before.classes < 50, after.since(before));
            // The text of every cell is kept, so that a later error can quote it.
            assertTrue(after.total() - before.total() < 400L * (CELLS - WARM_UP), after.since(before));
            assertEquals(names, notebook.session.complete("soak", 4).matches());
        }
    }

    /** One of a dozen cells as people run them again and again: each declares its names anew. */
    private static void cell(Notebook notebook, int i) {
        switch (i % 12) {
            case 0 -> notebook.value("int soakStep = " + i + ";");
            case 1 -> assertEquals(Integer.toString(i), notebook.value("soakStep + 1"));
            case 2 -> notebook.value("var soakList = new ArrayList<>(List.of(" + i + ", 2)); soakList.add(soakStep);");
            case 3 -> notebook.value("soakList.stream().map(n -> n + " + i + ").toList()");
            case 4 -> notebook.value("record SoakPoint(int x, int y) { int sum() { return x + y + " + i + "; } }");
            case 5 -> notebook.value("new SoakPoint(1, 2).sum()");
            case 6 -> notebook.value("int soakTwice(int n) { return 2 * n + " + i + "; }");
            case 7 -> notebook.value("IntFunction<Integer> soakFunction = n -> soakTwice(n); soakFunction.apply(3)");
            case 8 -> notebook.value("for (int j = 0; j < 3; j++) System.out.println(\"line \" + j + soakTwice(j));");
            case 9 ->
                assertEquals("ArithmeticException", notebook.run("soakStep / (soakStep - soakStep)").error().ename());
            case 10 -> assertEquals(ExecutionResult.Status.ERROR, notebook.run("int soakWrong = \"text\";").status());
            default -> notebook.value("\"x\".repeat(100_000)");
        }
    }
}
