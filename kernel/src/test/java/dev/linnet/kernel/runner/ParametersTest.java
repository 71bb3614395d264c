package dev.linnet.kernel.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.notebook.Notebook;
import dev.linnet.kernel.notebook.NotebookException;

class ParametersTest {
    private static final String CELL = """
            // what can be changed
            import java.util.List;
            %time
            int seed = 42;
            long steps = 10_000L, warmup = 5;
            double rate = 1e-3;
            boolean quick = false;
            String task = "parity"; /* or modular */
            Mode mode = Mode.FAST;
            var depth = 2;
            List<Integer> sizes = List.of(1, 2);
            """;

    private final Notebook notebook = notebook(CELL);

    static Notebook notebook(String parametersCell) {
        try {
            var notebook = Notebook.parse("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [], \"metadata\": {}}",
                    "n");
            notebook.insert(0, Cell.code("int before;", List.of()));
            notebook.insert(1, Cell.code(parametersCell, List.of("parameters")));
            notebook.insert(2, Cell.code("seed + 1", List.of()));
            return notebook;
        } catch (NotebookException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void the_tagged_cell_declares_them_with_their_types() {
        var declared = Parameters.of(notebook, "n").declared();
        assertEquals(List.of("seed", "steps", "warmup", "rate", "quick", "task", "mode", "depth", "sizes"),
                declared.stream().map(Parameter::name).toList());
        assertEquals(List.of("int", "long", "long", "double", "boolean", "String", "Mode", "int", "List<Integer>"),
                declared.stream().map(Parameter::type).toList());
    }

    @Test
    void constants_and_sentences_around_the_declarations_do_no_harm() {
        var cell = "static final int SIZE = 3;\nprivate String name = \"x\";";
        assertEquals(List.of("SIZE", "name"),
                Parameters.of(notebook(cell), "n").declared().stream().map(Parameter::name).toList());
        assertEquals(List.of("a"), Parameters.of(notebook("int a = 1;\nSystem.out.println(a);"), "n")
                .declared()
                .stream()
                .map(Parameter::name)
                .toList());
        assertEquals(List.of(), Parameters.of(notebook("int a = ; ((("), "n")
                .declared()
                .stream()
                .filter(parameter -> parameter.name().equals("b"))
                .toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "seed|7|int seed = 7;",
            "seed|-1_000|int seed = -1000;",
            "steps|3000000000|long steps = 3000000000L;",
            "rate|1|double rate = 1.0;",
            "rate|2.5e-4|double rate = 2.5E-4;",
            "rate|-Infinity|double rate = Double.NEGATIVE_INFINITY;",
            "quick|true|boolean quick = true;",
            "task|a \"b\" \\c|String task = \"a \\\"b\\\" \\\\c\";",
            "task|``|String task = \"\";",
            "mode|SLOW|Mode mode = Mode.SLOW;",
            "mode|Mode.SLOW|Mode mode = Mode.SLOW;",
            "depth|4|int depth = 4;"})
    void a_value_becomes_a_declaration_of_the_same_type(String name, String value, String declaration)
            throws Exception {
        Parameters.of(notebook, "n").inject(Map.of(name, value));
        Cell injected = notebook.cells().get(2);
        assertEquals(declaration, injected.source());
        assertTrue(injected.isTagged("injected-parameters"));
        assertEquals(4, notebook.cells().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "seed|3.5|'seed' is an int, and '3.5' is not a whole number",
            "seed|3000000000|from -2147483648 to 2147483647",
            "seed|x|is an int",
            "rate|fast|'rate' is a double, and 'fast' is not a number",
            "rate|1e999|fits in a double",
            "quick|yes|true or false",
            "mode|a b|the name of a constant of Mode",
            "sizes|3|cannot be given with -p"})
    void a_value_of_the_wrong_type_is_refused_in_one_sentence(String name, String value, String part) {
        var parameters = Parameters.of(notebook, "n");
        var failure = assertThrows(RunException.class, () -> parameters.inject(Map.of(name, value)));
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }

    @Test
    void an_unknown_name_lists_those_that_exist() {
        var parameters = Parameters.of(notebook, "some.ipynb");
        var failure = assertThrows(RunException.class, () -> parameters.inject(Map.of("sed", "1")));
        assertTrue(failure.getMessage()
                .startsWith(
                        "'some.ipynb' has no parameter 'sed'; it has seed (int), steps (long), warmup (long), rate (double)"),
                failure.getMessage());
    }

    @Test
    void without_a_tagged_cell_there_are_no_parameters() {
        notebook.remove(1);
        var parameters = Parameters.of(notebook, "some.ipynb");
        var failure = assertThrows(RunException.class, () -> parameters.inject(Map.of("seed", "1")));
        assertTrue(failure.getMessage().contains("takes no parameters") && failure.getMessage().contains("tagged"),
                failure.getMessage());
    }

    @Test
    void an_earlier_injection_is_replaced() throws Exception {
        Parameters.of(notebook, "n").inject(Map.of("seed", "1"));
        Parameters.of(notebook, "n").inject(Map.of("seed", "2"));
        assertEquals(List.of("int before;", CELL, "int seed = 2;", "seed + 1"),
                notebook.cells().stream().map(Cell::source).toList());
        Parameters.of(notebook, "n").inject(Map.of());
        assertEquals(3, notebook.cells().size());
    }

    @Test
    void provenance_holds_declared_and_given_values() throws Exception {
        var parameters = Parameters.of(notebook, "n");
        parameters.inject(Map.of("seed", "7"));
        assertEquals("{\"seed\":7,\"steps\":10000,\"warmup\":5,\"rate\":0.001,\"quick\":false,\"task\":\"parity\","
                + "\"mode\":\"Mode.FAST\",\"depth\":2,\"sizes\":\"List.of(1, 2)\"}", parameters.toJson().toString());
    }
}
