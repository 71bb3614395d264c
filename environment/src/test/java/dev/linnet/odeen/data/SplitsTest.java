package dev.linnet.odeen.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.odeen.EquivalenceClasses;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.Worlds;

class SplitsTest {
    private static void assertDisjoint(RuleTable whole, Splits splits) {
        EquivalenceClasses classes = whole.classes();
        var seen = new HashSet<Integer>();
        for (List<Integer> part : List.of(splits.train(), splits.validation(), splits.test())) {
            for (int rule : part) {
                assertTrue(seen.add(classes.classOf(rule)), "a class comes twice");
                assertFalse(classes.isConstant(classes.classOf(rule)));
            }
        }
        for (List<Integer> part : List.of(splits.validation(), splits.test())) {
            assertTrue(part.stream().noneMatch(r -> Splits.saysLeft(whole.universe().grammar().rule(r))));
        }
    }

    @Test
    void no_class_of_the_standard_split_is_in_two_parts() {
        Splits splits = Splits.standard(Worlds.standard(), 1);
        assertDisjoint(Worlds.standard(), splits);
        assertEquals(1438, splits.train().size());
        assertEquals(500, splits.validation().size());
        assertEquals(1132, splits.test().size());
        assertTrue(splits.train()
                .stream()
                .anyMatch(r -> Splits.saysLeft(Universe.standard().grammar().rule(r))));
        assertEquals(splits, Splits.standard(Worlds.standard(), 1));
        assertNotEquals(splits.test(), Splits.standard(Worlds.standard(), 2).test());
        assertEquals(splits.train().subList(0, 500), splits.withTrain(Splits.TRAIN_SMALL).train());
        assertThrows(IllegalArgumentException.class, () -> splits.withTrain(1439));
    }

    @Test
    void the_split_of_mini_odeen_takes_all_668_usable_classes() {
        Splits splits = Splits.mini(Worlds.mini(), 3);
        assertDisjoint(Worlds.mini(), splits);
        assertEquals(500, splits.train().size());
        assertEquals(68, splits.validation().size());
        assertEquals(100, splits.test().size());
    }

    @Test
    void the_compositional_split_asks_for_exactly_two_in_the_test_only() {
        RuleTable whole = Worlds.standard();
        Splits splits = Splits.compositional(whole, 1438, 500, 1132, 1);
        assertDisjoint(whole, splits);
        var grammar = Universe.standard().grammar();
        for (List<Integer> part : List.of(splits.train(), splits.validation())) {
            assertTrue(part.stream().noneMatch(r -> grammar.text(r).contains("exactly 2")));
        }
        for (int rule : splits.test()) {
            assertTrue(Arrays.stream(whole.classes().members(whole.classes().classOf(rule)))
                    .allMatch(r -> grammar.text(r).contains("exactly 2")));
        }
        assertEquals(5_894, grammar.rules().stream().filter(Splits::saysExactlyTwo).count());
    }

    @Test
    void more_classes_than_there_are_cannot_be_taken() {
        assertEquals("There are only 568 classes of rules for the training part, but 600 were asked for.",
                assertThrows(IllegalArgumentException.class,
                        () -> Splits.of(Worlds.mini(), 600, -1, 100, 0.05, 0.95, 1)).getMessage());
    }

    private static DataSet set() {
        return DataSet.generate(Worlds.mini(), List.of(3, 700, 1200), 50, DataSet.TableKind.RANDOM, 32, 5);
    }

    @Test
    void a_data_set_is_read_back_as_it_was_written(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("set.json");
        for (DataSet.TableKind kind : DataSet.TableKind.values()) {
            DataSet set = DataSet.generate(Worlds.mini(), List.of(3, 700, 1200), 50, kind, 32, 5);
            DataSetFile.write(set, file);
            assertEquals(set, DataSetFile.read(Universe.mini(), file));
            assertEquals(set, DataSet.generate(Worlds.mini(), List.of(3, 700, 1200), 50, kind, 32, 5));
        }
        assertNotEquals(set(), DataSet.generate(Worlds.mini(), List.of(3, 700, 1200), 50,
                DataSet.TableKind.RANDOM, 32, 6));
    }

    @Test
    void a_data_set_that_cannot_be_made_or_written_says_why_and_an_interrupt_ends_the_making(@TempDir Path folder) {
        Path nowhere = folder.resolve("none").resolve("set.json");
        assertEquals(nowhere + ": its folder is not there; make it first",
                assertThrows(IOException.class, () -> DataSetFile.write(set(), nowhere)).getMessage());
        assertEquals("tableSize is -3; it must be at least 0.", assertThrows(IllegalArgumentException.class,
                () -> DataSet.generate(Worlds.mini(), List.of(3), 50, DataSet.TableKind.INFORMATIVE, -3, 5))
                .getMessage());
        Thread.currentThread().interrupt();
        assertThrows(java.util.concurrent.CancellationException.class, SplitsTest::set);
        assertTrue(Thread.interrupted());
    }

    @Test
    void a_data_set_has_true_labels_and_draws_from_its_structures() {
        DataSet set = set();
        assertEquals(50, Arrays.stream(set.structures()).distinct().count());
        for (DataSet.Entry entry : set.entries()) {
            LabelledTable drawn = set.draw(entry, 32, new SplittableRandom(1));
            assertEquals(0, drawn.disagreements(Universe.mini().grammar().rule(entry.rule())));
            assertEquals(0, entry.table().disagreements(Universe.mini().grammar().rule(entry.rule())));
            assertTrue(Arrays.stream(set.structures())
                    .boxed()
                    .toList()
                    .containsAll(Arrays.stream(drawn.structures()).boxed().toList()));
        }
    }

    @Test
    void a_file_of_the_reference_implementation_with_truth_values_is_read(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("set.json");
        Files.writeString(file, """
                {"structures": ["A...", "...b"], "version": 1, "dataset": [{"rule": "zero red", "table": ["A..."],
                 "table_labels": [false], "labels": [false, true]}]}""");
        DataSet set = DataSetFile.read(Universe.mini(), file);
        assertEquals(List.of(false, true), set.entries().getFirst().labels());
        assertFalse(set.entries().getFirst().table().label(0));
    }

    @Test
    void a_file_that_is_wrong_is_refused_with_the_place(@TempDir Path folder) {
        assertRefused(folder, "[1]", "Expected BEGIN_OBJECT");
        assertRefused(folder, "{\"structures\": [\"A...\"", "End of input");
        assertRefused(folder, "{\"structures\": []}", "there is no 'dataset'");
        assertRefused(folder, "{\"structures\": [\"A..\"], \"dataset\": []}", "The structure 'A..' has 3 cells");
        assertRefused(folder, "{\"structures\": [], \"dataset\": [{\"rule\": \"zero green\"}]}",
                "Token 2 of the rule 'zero green'");
        assertRefused(folder, "{\"structures\": [], \"dataset\": [{\"rule\": \"zero red\"}]}",
                "there is no 'table_labels'");
        assertRefused(folder, "{\"structures\": [], \"dataset\": [{\"rule\": \"zero red\", \"table\": [\"A...\"],"
                + " \"table_labels\": [], \"labels\": []}]}", "1 structures and 0 labels");
        assertRefused(folder, "{\"structures\": [], \"dataset\": [{\"rule\": \"zero red\", \"table\": [],"
                + " \"table_labels\": [], \"labels\": [1]}]}", "has 1 labels for 0 structures");
        assertRefused(folder, "{\"structures\": [], \"dataset\": [{\"rule\": \"zero red\", \"table\": [],"
                + " \"table_labels\": [], \"labels\": [2]}]}", "a label is 0 or 1, but one is 2");
    }

    private static void assertRefused(Path folder, String text, String why) {
        Path file = folder.resolve("bad.json");
        var refusal = assertThrows(IllegalArgumentException.class, () -> {
            Files.writeString(file, text);
            DataSetFile.read(Universe.mini(), file);
        });
        assertTrue(refusal.getMessage().startsWith("The data set " + file), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }
}
