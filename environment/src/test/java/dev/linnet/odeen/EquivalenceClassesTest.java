package dev.linnet.odeen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EquivalenceClassesTest {
    private static final RuleGrammar GRAMMAR = Universe.standard().grammar();
    private static final EquivalenceClasses CLASSES = Worlds.standard().classes();

    private static long classes(Class<?> family) {
        return IntStream.range(0, GRAMMAR.size())
                .filter(rule -> family.isInstance(GRAMMAR.rule(rule)))
                .map(CLASSES::classOf)
                .distinct()
                .count();
    }

    private static boolean left(int rule) {
        return GRAMMAR.text(rule).contains("at_the_left_of");
    }

    @Test
    void there_are_11618_classes_and_954_in_mini_odeen() {
        assertEquals(11_618, CLASSES.count());
        var mini = Worlds.mini().classes();
        assertEquals(954, mini.count());
        assertEquals(72, mini.size(mini.alwaysFalse()));
        assertEquals(128, mini.size(mini.alwaysTrue()));
    }

    @Test
    void their_sizes_are_those_that_were_counted() {
        int[] sizes = IntStream.range(0, CLASSES.count()).map(CLASSES::size).sorted().toArray();
        assertEquals(3_812, Arrays.stream(sizes).filter(size -> size == 1).count());
        assertEquals(7_071, Arrays.stream(sizes).filter(size -> size == 2).count());
        assertArrayEquals(new int[] {59, 79, 506, 654}, Arrays.copyOfRange(sizes, sizes.length - 4, sizes.length));
        assertEquals(654, CLASSES.size(CLASSES.alwaysFalse()));
        assertEquals(506, CLASSES.size(CLASSES.alwaysTrue()));
    }

    @Test
    void each_family_has_as_many_as_were_counted() {
        assertEquals(98, classes(Rule.Simple.class));
        assertEquals(4_592, classes(Rule.Relational.class));
        assertEquals(7_084, classes(Rule.Compound.class));
    }

    @Test
    void left_makes_1372_classes_of_which_462_can_be_said_without_it() {
        int[] right = IntStream.range(0, GRAMMAR.size()).filter(rule -> !left(rule)).toArray();
        int[] left = IntStream.range(0, GRAMMAR.size()).filter(EquivalenceClassesTest::left).toArray();
        assertEquals(23_422, right.length);
        assertEquals(1_372, left.length);
        var without = new HashSet<>(Arrays.stream(right).map(CLASSES::classOf).boxed().toList());
        var with = new HashSet<>(Arrays.stream(left).map(CLASSES::classOf).boxed().toList());
        assertEquals(10_708, without.size());
        assertEquals(1_372, with.size());
        with.retainAll(without);
        assertEquals(462, with.size());
    }

    @Test
    void the_shares_of_ones_are_those_that_were_counted() {
        double[] shares = IntStream.range(0, GRAMMAR.size()).mapToDouble(Worlds.standard()::share).sorted().toArray();
        double[] quantiles = {0.05, 0.25, 0.5, 0.75, 0.95};
        double[] expected = {0.010, 0.155, 0.427, 0.809, 0.993};
        for (int i = 0; i < quantiles.length; i++) {
            assertEquals(expected[i], shares[(int) (quantiles[i] * shares.length)], 6e-4);
        }
        assertEquals(7_557, IntStream.range(0, CLASSES.count())
                .filter(c -> CLASSES.share(c) >= 0.1 && CLASSES.share(c) <= 0.9)
                .count());
        assertEquals(261, IntStream.range(0, CLASSES.count()).filter(c -> CLASSES.share(c) < 0.01).count());
        assertEquals(546, IntStream.range(0, CLASSES.count()).filter(c -> CLASSES.share(c) > 0.99).count());
    }

    @Test
    void rules_of_one_class_label_alike_and_rules_of_two_do_not() {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            int rule = random.nextInt(GRAMMAR.size());
            int[] members = CLASSES.members(CLASSES.classOf(rule));
            int other = members[random.nextInt(members.length)];
            assertEquals(0, Worlds.standard().distance(rule, other));
            assertTrue(CLASSES.equivalent(rule, other));
            int any = random.nextInt(GRAMMAR.size());
            assertEquals(CLASSES.equivalent(rule, any), Worlds.standard().distance(rule, any) == 0);
        }
    }

    @Test
    void the_canonical_rule_is_the_shortest_and_then_the_first() {
        assertEquals("zero red", CLASSES.simplest(GRAMMAR.parse("zero red and zero red")).text());
        assertEquals("zero block and zero pyramid", CLASSES.simplest(GRAMMAR.parse("zero red and zero blue")).text());
        assertEquals("at_least 1 red", CLASSES.simplest(GRAMMAR.parse("at_least 1 red or at_least 2 red")).text());
        assertFalse(CLASSES.isConstant(CLASSES.classOf(GRAMMAR.id("zero red"))));
        assertTrue(CLASSES.isConstant(CLASSES.classOf(GRAMMAR.id("zero red and at_least 1 red"))));
        for (int c = 0; c < CLASSES.count(); c++) {
            assertEquals(c, CLASSES.classOf(CLASSES.canonical(c)));
        }
    }
}
