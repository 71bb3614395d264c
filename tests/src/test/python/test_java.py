"""Java cells that other kernels get wrong, and the errors of cells."""
import unittest

from kernel_case import TIMEOUT, KernelCase


class CellsTest(KernelCase):
    def test_a_percent_word_in_a_text_block_is_text(self):
        self.assertEqual("%time is text\n%% too\n", self.value('String s = """\n%time is text\n%% too\n""";\ns'))
        self.assertEqual("1", self.value("int rest = 7\n% 3;\nrest"))

    def test_an_import_resets_no_variable(self):
        self.value("import java.util.concurrent.*;")
        self.value('var map = new ConcurrentHashMap<String, Integer>(Map.of("a", 1)); var text = "kept"; int n = 3;')
        self.value("import java.util.concurrent.*;")
        self.value("import java.util.concurrent.ConcurrentHashMap;\nimport java.util.*;\nimport java.util.Map;")
        self.assertEqual("{a=1} kept 3", self.value('map + " " + text + " " + n'))

    def test_a_variable_keeps_its_value_when_what_it_came_from_is_redefined(self):
        self.value("int source = 2; int derived = source * 10;")
        self.value("long source = 5;")
        self.assertEqual("20", self.value("derived"))

    def test_mutually_dependent_classes_in_one_cell_and_over_two(self):
        self.assertEqual("3", self.value("""
            class Even { int steps(int n) { return n == 0 ? 0 : 1 + new Odd().steps(n - 1); } }
            class Odd { int steps(int n) { return n == 0 ? 0 : 1 + new Even().steps(n - 1); } }
            new Even().steps(3)"""))
        self.value("class Husband { Wife wife; }")
        self.value("class Wife { Husband husband = new Husband(); }")
        self.assertEqual("true", self.value("new Wife().husband.wife == null"))

    def test_a_new_signature_replaces_and_its_callers_follow(self):
        self.value("static int area(int a) { return a * a; }\nint doubled() { return 2 * area(3); }")
        self.assertEqual("18", self.value("doubled()"))
        self.value("static long area(int a) { return a; }\nlong doubled() { return 2 * area(3); }")
        self.assertEqual("6", self.value("doubled()"))
        self.value("static int area(int a, int b) { return a * b; }")
        self.assertEqual("12", self.value("area(3, 4)"))

    def test_what_a_redefined_type_resets_is_said(self):
        self.value("record Point(int x) {}\nvar point = new Point(1);")
        _, outputs = self.run_cell("record Point(int x, int y) {}")
        said = self.text(outputs) + self.text(outputs, "stderr")
        self.assertIn("point", said)
        self.assertIn("reset", said)

    def test_empty_cells_comments_and_trailing_comments(self):
        for code in ("", "  \n", "// only this", "/* a\n b */"):
            self.assertEqual("", self.value(code))
        self.assertEqual("3", self.value("1 + 2 // three"))
        self.assertEqual("", self.value("int quiet = 3; // nothing to show"))

    def test_emoji_anywhere(self):
        self.assertEqual("\U0001f426 2", self.value('/* \U0001f426 */ String bird = "\U0001f426"; bird + " " + bird.length()'))

    def test_earlier_results(self):
        reply, _ = self.run_cell('"first"')
        self.value('"second"')
        self.assertEqual("first", self.value(f"Out.get({reply['execution_count']})"))

    def test_sealed_types_records_generics_and_patterns(self):
        self.assertEqual("[4.0, 6.0]", self.value("""
            sealed interface Shape permits Square, Box {}
            record Square(double side) implements Shape {}
            record Box(double a, double b) implements Shape {}
            <T extends Shape> double area(T shape) {
                return switch ((Shape) shape) { case Square(var s) -> s * s; case Box(var a, var b) -> a * b; };
            }
            Stream.of(new Square(2), new Box(2, 3)).map(s -> area(s)).toList()"""))


class ErrorsTest(KernelCase):
    def test_an_exception_has_its_own_name_and_its_causes(self):
        error = self.error("""
            try {
                Integer.parseInt("x1");
            } catch (NumberFormatException e) {
                throw new IllegalStateException("no number", e);
            }""")
        self.assertEqual(("IllegalStateException", "no number"), (error["ename"], error["evalue"]))
        self.assertIn("NumberFormatException", error["traceback"])
        self.assertIn('throw new IllegalStateException("no number", e);', error["traceback"])
        self.assertNotIn("dev.linnet", error["traceback"])

    def test_a_compile_error_shows_the_line_and_a_suggestion(self):
        error = self.error('int counter = 1;\nint other = conter + 1;')
        self.assertIn("int other = conter + 1;", error["traceback"])
        self.assertIn("^", error["traceback"])
        self.assertIn("counter", error["traceback"].replace("int counter = 1;", ""))

    def test_exit_is_refused_and_the_session_lives(self):
        self.value("int alive = 1;")
        self.error("System.exit(0);")
        self.error("Runtime.getRuntime().halt(1);")
        self.assertEqual("1", self.value("alive"))

    def test_endless_recursion_and_a_full_heap_leave_a_usable_session(self):
        self.value("int stays = 1; int down(int n) { return down(n + 1) + 1; }")
        self.assertEqual("StackOverflowError", self.error("down(0)")["ename"])
        error = self.error("var all = new ArrayList<long[]>(); while (true) all.add(new long[Integer.MAX_VALUE - 8]);")
        self.assertEqual("OutOfMemoryError", error["ename"])
        self.assertEqual("1", self.value("stays"))

    def test_an_unknown_magic_is_answered_with_the_nearest(self):
        error = self.error("%tme 1 + 1")
        self.assertIn("%time", error["evalue"])
        self.assertNotIn("\tat ", error["traceback"])


if __name__ == "__main__":
    unittest.main()
