package dev.linnet.kernel.code;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.linnet.display.MimeBundle;

/** A notebook as a person sees it who types in a cell: the cursor is where the text has a {@code ¦}. */
final class Notebook implements AutoCloseable {
    static final List<String> IMPORTS = List.of("import java.util.*;", "import java.util.function.*;",
            "import java.util.stream.*;", "import static java.lang.Math.*;");

    private final CodeAssist assist;

    Notebook(DeclaredNames names, Path... classPath) {
        assist = new CodeAssist(() -> List.of(classPath), List.of(), () -> names);
    }

    static Notebook empty() {
        return new Notebook(new DeclaredNames(IMPORTS, List.of(), List.of(), List.of()));
    }

    /** A notebook that has declared people. */
    static Notebook ofPeople() {
        var people = new ArrayList<>(List.of("Ada", "Grace", "Edsger"));
        return new Notebook(new DeclaredNames(IMPORTS,
                List.of(new DeclaredNames.Variable("people", "List<Person>", "var people = new ArrayList<Person>();",
                        people),
                        new DeclaredNames.Variable("bestAge", "int", "int bestAge = 42;", 42)),
                List.of(new DeclaredNames.Method("greet", "String greet(Person person)", """
                        /** Says hello to <b>one</b> person.
                         * @param person whom
                         * @return {@code hello < world}
                         */
                        String greet(Person person) { return "Hello, " + person.name(); }"""),
                        new DeclaredNames.Method("greet", "String greet(Person first, Person second)", """
                                String greet(Person first, Person second) { return greet(first) + greet(second); }""")),
                List.of(new DeclaredNames.Type("Person", "record", """
                        /// A *person* with an `age`.
                        ///
                        /// - born once
                        /// - see [String#length()]
                        record Person(String name, int age) implements Named {
                            private static int count = 0;

                            /** Whether this one may vote. */
                            boolean adult() { return age >= 18; }
                        }"""), new DeclaredNames.Type("Named", "interface", """
                        interface Named {
                            String name();

                            /** The name in capitals. */
                            default String shout() { return name().toUpperCase(); }
                        }"""))));
    }

    Completion complete(String marked) {
        int cursor = marked.indexOf('¦');
        return assist.complete(marked.replace("¦", ""), cursor);
    }

    List<String> matches(String marked) {
        return complete(marked).matches().stream().map(Completion.Match::text).toList();
    }

    /** The text of the cell once the first match is taken. */
    String accepted(String marked) {
        Completion completion = complete(marked);
        String cell = marked.replace("¦", "");
        return cell.substring(0, completion.start()) + completion.matches().getFirst().text()
                + cell.substring(completion.end());
    }

    /** The match with exactly this text. */
    Completion.Match match(String marked, String text) {
        return complete(marked).matches()
                .stream()
                .filter(match -> match.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + text + " in " + matches(marked)));
    }

    /** What an inspection says as text, or the empty string. */
    String inspect(String marked) {
        return inspect(marked, 0);
    }

    String inspect(String marked, int detail) {
        return assist.inspect(marked.replace("¦", ""), marked.indexOf('¦'), detail).map(MimeBundle::text).orElse("");
    }

    String inspectHtml(String marked) {
        return assist.inspect(marked.replace("¦", ""), marked.indexOf('¦'), 0)
                .map(bundle -> (String) bundle.data().get(MimeBundle.HTML))
                .orElse("");
    }

    CodeAssist assist() {
        return assist;
    }

    @Override
    public void close() {
        assist.close();
    }
}
