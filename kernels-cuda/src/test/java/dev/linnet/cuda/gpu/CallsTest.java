package dev.linnet.cuda.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Which PTX calls itself, and needs the threads of a warp together then. */
class CallsTest {
    private static final String EXCHANGE = "shfl.sync.bfly.b32 %r1|%p1, %r2, 5, 31, -1;";

    private static String function(String name, String body) {
        return "\n.func  (.param .b32 func_retval0) " + name + "(\n\t.param .b32 " + name + "_param_0\n)\n{\n" + body
                + "\nret;\n}\n";
    }

    private static String entry(String name, String body) {
        return "\n.visible .entry " + name + "(\n\t.param .u64 " + name + "_param_0\n)\n{\n" + body + "\nret;\n}\n";
    }

    private static String call(String name) {
        return "{\ncall.uni (retval0), \n\t" + name + ", \n\t(\n\tparam0\n\t);\n}";
    }

    private static void check(boolean recursive, boolean together, String ptx) {
        var calls = Calls.of(ptx);
        assertEquals(recursive, calls.recursive(), ptx);
        assertEquals(together, calls.recursiveTogether(), ptx);
    }

    @Test
    void a_function_that_calls_itself_is_recursive() {
        var self = function("f", call("f"));
        check(true, false, self + entry("k", call("f")));
        check(true, true, self + entry("k", call("f") + EXCHANGE));
        check(false, false, self + entry("k", EXCHANGE));
        check(true, false, self + entry("k", call("f")) + entry("l", EXCHANGE));
    }

    @Test
    void functions_that_call_each_other_are_recursive() {
        var declared = "\n.func (.param .b32 func_retval0) g\n(\n.param .b32 g_param_0\n)\n;\n";
        var both = declared + function("f", call("g")) + function("g", call("f"));
        check(true, false, both + entry("k", call("f")));
        check(true, true, both + function("h", "bar.sync 0;") + entry("k", call("f") + call("h")));
    }

    @Test
    void functions_that_do_not_are_not() {
        var chain = function("f", call("g")) + function("g", EXCHANGE);
        check(false, false, chain + entry("k", call("f") + call("vprintf")));
        check(false, false, entry("k", EXCHANGE));
        check(false, false, "");
    }

    @Test
    void a_call_through_a_register_may_be_anything() {
        var indirect = "{\nprototype_0 : .callprototype (.param .b32 _) _ (.param .b32 _);\ncall (retval0), \n%rd1, \n(\n"
                + "param0\n)\n, prototype_0;\n}";
        check(true, false, function("f", "") + entry("k", indirect));
        check(true, true, function("f", "vote.sync.any.pred %p1, %p2, -1;") + function("g", indirect + call("f"))
                + entry("k", call("g")));
    }

    @Test
    void procedures_without_a_result_count_too() {
        check(true, true,
                "\n.func f(\n.param .b32 f_param_0\n)\n{\ncall.uni \nf, \n(\nparam0\n);\nbarrier.sync 1;\nret;\n}\n"
                        + entry("k", "call.uni f, (param0);"));
    }
}
