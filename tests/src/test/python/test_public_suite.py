"""The public suite jupyter_kernel_test, with a sample for everything that the protocol offers."""
import unittest

import jupyter_kernel_test


class PublicSuiteTest(jupyter_kernel_test.KernelTests):
    kernel_name = "linnet"
    language_name = "java"
    file_extension = ".java"

    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("to stderr");'
    code_generate_error = 'throw new IllegalStateException("on purpose");'
    code_inspect_sample = "String"
    code_clear_output = "Display.clear(false);"
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")

    completion_samples = [
        {"text": "System.currentTimeM", "matches": ["currentTimeMillis()"]},
        {"text": "Math.hypo"},
        {"text": "%lsm"},
    ]
    complete_code_samples = ["1 + 1", "int x = 3;", "void f() {}", 'System.out.println("hello");', "%lsmagic", "// a"]
    incomplete_code_samples = ["for (int i = 0; i < 3; i++) {", "int f(", 'String s = """\n', "class A {", "1 +"]
    invalid_code_samples = ["int x = );", "1 + * 2)", "class 7 {}"]
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "List.of(1, 2)", "mime": "text/plain", "result": "[1, 2]"},
        {"code": "new Html(\"<b>bold</b>\")", "mime": "text/html", "result": "<b>bold</b>"},
    ]
    code_display_data = [
        {"code": 'Display.display(new Html("<b>bold</b>"));', "mime": "text/html"},
        {"code": 'Display.display(new Markdown("*so*"));', "mime": "text/markdown"},
        {"code": "%%svg\n<svg xmlns='http://www.w3.org/2000/svg'/>", "mime": "image/svg+xml"},
        {"code": 'Display.display("text");', "mime": "text/plain"},
    ]

    # A pager is a payload that the protocol has deprecated; this kernel sends none.
    test_pager = None


# Without this the loader would also run the suite's own class, which has no samples.
del jupyter_kernel_test

if __name__ == "__main__":
    unittest.main()
