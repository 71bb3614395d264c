package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code %%vml} in a session: what a person writes and sees. */
class VmlCellTest {
    private static final String LINE = "\nThe output follows a linear function of the input: y = 3.00 * x + 4.00.";

    @TempDir
    private Path folder;
    private Cells cells;

    @BeforeEach
    void open() throws InterruptedException {
        cells = new Cells(folder);
        cells.value("import dev.linnet.verbal.*; import dev.linnet.verbal.symbolic.*;");
    }

    @AfterEach
    void close() {
        cells.close();
    }

    @Test
    void the_words_of_a_cell_answer_inputs() {
        String answers = cells.value("%%vml --embedded --at 1.26;-2" + LINE);
        assertTrue(answers.startsWith("answered by symbolic-large (embedded symbolic model, not a language model)"),
                answers);
        assertTrue(answers.contains("[1.26] -> 7.78"), answers);
        assertTrue(answers.contains("[-2.00] -> -2.00"), answers);
        String rule = cells.value(
                "%%vml --embedded --at \"0.5, -1; 3,3\"\nPredict class 1 if the distance from (0, 0) is less than 2,"
                        + " and class 0 otherwise.");
        assertTrue(rule.contains("[0.50, -1.00] -> 1.00"), rule);
        assertTrue(rule.contains("[3.00, 3.00] -> 0.00"), rule);
    }

    @Test
    void a_cell_trains_a_description_and_leaves_the_run_in_a_variable() {
        cells.value("var exact = SymbolicLanguageModel.exact(); long seed = 3;");
        String run = cells.value(
                "%%vml --model exact --task VerbalTask.circles(seed) --batch 50 --into rings --log rings.jsonl\n"
                        + "It is known that the decision boundary is a circle.");
        assertTrue(run.startsWith(
                "two circles by symbolic-large (embedded symbolic model, not a language model): 2 steps"), run);
        assertEquals("circle", cells.value("rings.family()"));
        assertTrue(Files.exists(folder.resolve("rings.jsonl")));
        assertEquals("2",
                cells.value("RunRecord.read(Path.of(\"" + folder.resolve("rings.jsonl") + "\")).steps().size()"));
        String other = cells.failure("%%vml --model exact --task VerbalTask.blobs(seed) --log rings.jsonl");
        assertTrue(other.contains("is the record of another training: its task is two circles, not two blobs"), other);
    }

    @Test
    void mistakes_are_said_in_a_sentence() {
        String none = cells.failure("%%vml --at 1" + LINE);
        assertTrue(none.contains("No language model is configured. Set OPENAI_BASE_URL"), none);
        assertTrue(cells.failure("%%vml --embedded" + LINE).contains("neither is given"));
        assertTrue(cells.failure("%%vml --embedded --at 1 --task VerbalTask.linear(0)" + LINE)
                .contains("give one of them"));
        for (String option : List.of("--log f.jsonl", "--epochs 3", "--batch 2", "--seed 1", "--into r")) {
            String ignored = cells.failure("%%vml --embedded --at 1 " + option + LINE);
            assertTrue(ignored.contains(option.substring(0, option.indexOf(' '))
                    + " is for training, and --at only answers inputs; leave it out, or give --task instead of --at."),
                    ignored);
        }
        assertTrue(cells.failure("%%vml --embedded --model SymbolicLanguageModel.exact() --at 1" + LINE)
                .contains("--embedded and --model each name the model; give one of them."));
        assertTrue(cells.failure("%%vml --embedded --at ;" + LINE).contains("--at has no input"));
        assertTrue(cells.failure("%%vml --embedded --at 1\n").contains("The cell has no words"));
        assertTrue(cells.failure("%%vml --embedded --task 42")
                .contains("--task 42 is a Integer; it must be a VerbalTask."));
        assertTrue(cells.failure("%%vml --embedded --task VerbalTask.linear(0) --epochs many")
                .contains("--epochs many is no whole number."));
        assertTrue(cells.failure("%%vml --embedded --task VerbalTask.linear(0) --batch 0")
                .contains("batchSize is 0; it must be 1 at least."));
        assertTrue(cells.failure("%%vml --embedded --task VerbalTask.linear(0) --into 3x")
                .contains("--into 3x is no name of a variable."));
    }
}
