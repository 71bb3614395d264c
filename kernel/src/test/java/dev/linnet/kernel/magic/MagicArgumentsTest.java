package dev.linnet.kernel.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class MagicArgumentsTest {
    private static final MagicSpec WORDS = MagicSpec.of("get", "Gets.")
            .withArguments("[WORD...]", 0, 4)
            .withOption(MagicOption.value("COUNT", "how many", "-n", "--count"))
            .withOption(MagicOption.flag("quietly", "-q", "--quiet"))
            .withOption(MagicOption.choice(List.of("fast", "slow"), "how", "--mode"));
    private static final MagicSpec RAW = MagicSpec.of("time", "Times.")
            .withJava(true)
            .withOption(MagicOption.value("COUNT", "how many", "-n"));

    private static MagicCall parse(MagicSpec spec, String arguments) throws MagicException {
        var cell = "%" + spec.name() + arguments;
        return MagicArguments.parse(spec, cell, spec.name().length() + 1, cell.length(), -1);
    }

    private static String problem(MagicSpec spec, String arguments) {
        return assertThrows(MagicException.class, () -> parse(spec, arguments)).getMessage();
    }

    @Test
    void quotes_and_backslashes_keep_what_they_protect() throws MagicException {
        assertEquals(List.of("a b", "c\"d", "e\\f g", "C:\\tmp\\x y"),
                parse(WORDS, " \"a b\" \"c\\\"d\" 'e\\f g' C:\\tmp\\x\\ y").arguments());
        assertEquals(List.of("", "it's", "ab cd", "\\"), parse(WORDS, " '' \"it's\" a'b c'd \\\\").arguments());
    }

    @Test
    void an_open_quote_is_named() {
        assertTrue(problem(WORDS, " a 'b c").startsWith("The quote ' before b c is not closed"),
                problem(WORDS, " a 'b c"));
    }

    @Test
    void options_stand_anywhere_and_take_values_both_ways() throws MagicException {
        var call = parse(WORDS, " a -n 3 --quiet b --mode=fast");
        assertEquals(List.of("a", "b"), call.arguments());
        assertEquals(3, call.integer("-n", 1, 1));
        assertTrue(call.has("-q"));
        assertEquals("fast", call.value("--mode").orElseThrow());
    }

    @Test
    void quoted_dashes_numbers_and_what_follows_two_dashes_are_arguments() throws MagicException {
        assertEquals(List.of("-q", "-3", "-n"), parse(WORDS, " \"-q\" -3 -- -n").arguments());
    }

    @Test
    void a_wrong_option_is_answered_with_a_near_one_and_the_usage() {
        assertEquals("%get has no option --quite. Did you mean --quiet?\n"
                + "Usage: %get [-n COUNT] [-q] [--mode fast|slow] [WORD...]", problem(WORDS, " --quite"));
        assertTrue(problem(WORDS, " -n").startsWith("-n needs a value: COUNT."));
        assertTrue(problem(WORDS, " --mode=medium").startsWith("--mode takes fast, slow, not \"medium\"."));
        assertTrue(
                problem(WORDS, " -q=1").startsWith("%get") || problem(WORDS, " --quiet=1").startsWith("--quiet takes"));
        assertTrue(problem(WORDS, " a b c d e").startsWith("%get does not know what to do with \"e\"."));
    }

    @Test
    void a_wrong_number_is_quoted() throws MagicException {
        var call = parse(WORDS, " -n 1.5");
        var error = assertThrows(MagicUsageException.class, () -> call.integer("-n", 1, 1));
        assertTrue(error.getMessage().startsWith("-n takes a whole number of at least 1, not \"1.5\"."));
    }

    @Test
    void a_raw_rest_is_left_alone_and_kept_in_place() throws MagicException {
        var call = parse(RAW, " -n 10  f(\"a  b\", '\\n') - -n");
        assertEquals("10", call.value("-n").orElseThrow());
        assertEquals("f(\"a  b\", '\\n') - -n", call.rest());
        assertEquals("             " + call.rest(), call.restInPlace());
        assertEquals("-x + 1", parse(RAW, " -x + 1").rest());
        assertEquals("--x", parse(RAW, " --x").rest());
        assertEquals("-x == 1", parse(RAW, " -x == 1").rest());
        assertEquals("-x==1", parse(RAW, " -x==1").rest());
        assertEquals("-x instanceof Y", parse(RAW, " -x instanceof Y").rest());
        assertTrue(problem(RAW, "  ").startsWith("%time needs JAVA."));
    }

    @Test
    void what_cannot_be_java_is_an_unknown_option_where_java_is_wanted() throws MagicException {
        assertTrue(problem(RAW, " --rnus 3 f()").startsWith("%time has no option --rnus."));
        assertTrue(problem(RAW, " --rnus=3 f()").startsWith("%time has no option --rnus."));
        assertTrue(problem(RAW, " -n 10 -k f()").startsWith("%time has no option -k."));
        MagicSpec text = MagicSpec.of("say", "Says.").withRawRest("TEXT", true);
        assertEquals("--rnus 3", parse(text, " --rnus 3").rest());
    }
}
