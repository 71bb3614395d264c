package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** No file of CUDA in the project is left out of the comparisons of byte code with the interpreter. */
class KernelCorpusTest {
    /** Folders of kernels, each with the test that launches all that lie there; {@link NotebookKernelsTest} does so for notebooks. */
    private static final Map<String, String> LAUNCHED_BY = Map.of("kernels-cuda/src/main/resources/dev/linnet/cuda/",
            "kernels-cuda/src/test/java/dev/linnet/cuda/kernels/ByteCodeOfKernelsTest.java",
            "environment/src/main/resources/dev/linnet/odeen/",
            "environment/src/test/java/dev/linnet/odeen/RuleKernelTest.java");
    private static final String COMPARED = "BothWays";

    /** Files of every module's main tree, and beside the notebooks. */
    private static List<Path> sources(String ending) throws IOException {
        var found = new ArrayList<Path>();
        try (var modules = Files.list(Repository.ROOT)) {
            for (var tree : modules.map(module -> module.resolve("src/main")).filter(Files::isDirectory).toList()) {
                add(tree, Integer.MAX_VALUE, ending, found);
            }
        }
        add(NotebookCudaCell.FOLDER, 1, ending, found);
        return found;
    }

    private static void add(Path tree, int depth, String ending, List<Path> to) throws IOException {
        try (var files = Files.walk(tree, depth)) {
            files.filter(file -> file.toString().matches(ending)).sorted().forEach(to::add);
        }
    }

    private static String relative(Path file) {
        return Repository.ROOT.relativize(file).toString().replace('\\', '/');
    }

    /** A file that lies elsewhere wants a launch in the test of that folder, and the folder a line here. */
    @Test
    void every_kernel_file_lies_where_a_test_launches_it_both_ways() throws IOException {
        var files = sources(".*\\.(cu|ptx)");
        assertTrue(files.size() > 20, files::toString);
        for (var file : files) {
            var path = relative(file);
            var folder = LAUNCHED_BY.keySet()
                    .stream()
                    .filter(path::startsWith)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(path + " is launched by no test that compares byte code"));
            var test = Files.readString(Repository.ROOT.resolve(LAUNCHED_BY.get(folder)));
            var name = path.substring(folder.length()).replaceFirst("\\.\\w+$", "");
            assertTrue(test.contains(COMPARED), LAUNCHED_BY.get(folder));
            assertTrue(test.contains('"' + name + '"'), () -> path + " is not named in " + LAUNCHED_BY.get(folder));
        }
    }

    @Test
    void every_kernel_file_has_its_source_and_every_header_is_part_of_one() throws IOException {
        for (var file : sources(".*\\.ptx")) {
            assertTrue(Files.exists(file.resolveSibling(file.getFileName().toString().replaceFirst("ptx$", "cu"))),
                    () -> relative(file));
        }
        var texts = new ArrayList<String>();
        for (var file : sources(".*\\.cuh?")) {
            texts.add(Files.readString(file));
        }
        for (var header : sources(".*\\.cuh")) {
            var included = "#include \"" + header.getFileName() + '"';
            assertEquals(List.of(), texts.stream().anyMatch(text -> text.contains(included))
                    ? List.of()
                    : List.of(relative(header)), "headers that no kernel includes");
        }
    }
}
