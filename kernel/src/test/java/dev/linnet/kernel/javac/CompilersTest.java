package dev.linnet.kernel.javac;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiler that is used again gives what new compilers give, whatever it has seen before. */
class CompilersTest {
    private static final List<String> OPTIONS = List.of("-g", "-parameters", "-proc:none", "-nowarn");

    /** Sources of the package {@code p}, each compiled over the classes of those before it. */
    private static final List<String> SESSION = List.of(
            "public class A { public int f() { return 1; } }",
            "public class B extends A { public int g() { return f() + 1; } }",
            "class Wrong { int x = \"text\"; }",
            "class Worse { int x = ; }",
            "public class A { public String f() { return \"now a text\"; } }",
            "class C { int g() { return new A().f(); } }",
            "class C { int g() { return new A().f().length(); } Object o = new Object() { int h() { return 2; } }; }",
            "class C { Runnable r = () -> System.out.println(java.util.List.of(1, 2).stream().map(n -> n + 1).toList()); }",
            "sealed interface S permits S.One, S.Two { record One(int a) implements S {} record Two(S s) implements S {} }",
            "record S(int a) {}",
            "class D { int a(S s) { return s.a(); } int b(S.One s) { return 1; } }",
            "enum E { X, Y; int of(E e) { return switch (e) { case X -> 1; case Y -> 2; }; } }",
            "class F { int f(Object o) { return o instanceof S(int a) && a > 0 ? a : 0; } int missing() {} }",
            "module m {}",
            "import java.util.*; class G { @Deprecated List<? super Integer> l; <T extends Comparable<T>> T m(List<T> l) { return l.get(0); } }",
            "class H { void f() { throw new Exception(); } final int x; }",
            "class H { void f() throws Exception { throw new Exception(); } }");

    /** What a source came to. */
    private record Outcome(List<String> errors, Map<String, byte[]> classes) {}

    private static final class Files extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, byte[]> known = new TreeMap<>();
        private Map<String, ByteArrayOutputStream> written = new TreeMap<>();

        Files() {
            super(Compilers.javac().getStandardFileManager(null, null, null));
        }

        Map<String, byte[]> take() {
            Map<String, byte[]> taken = new TreeMap<>();
            written.forEach((name, bytes) -> taken.put(name, bytes.toByteArray()));
            written = new TreeMap<>();
            return taken;
        }

        @Override
        public Iterable<JavaFileObject> list(Location location, String packageName, Set<JavaFileObject.Kind> kinds,
                boolean recurse) throws java.io.IOException {
            if (!packageName.equals("p")) {
                return super.list(location, packageName, kinds, recurse);
            }
            List<JavaFileObject> files = new ArrayList<>();
            if (location == javax.tools.StandardLocation.CLASS_PATH) {
                known.forEach((name, bytes) -> files.add(new Bytes(name, bytes)));
            }
            return files;
        }

        @Override
        public String inferBinaryName(Location location, JavaFileObject file) {
            return file instanceof Bytes own ? own.name : super.inferBinaryName(location, file);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String className, JavaFileObject.Kind kind,
                FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("test:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(className, name -> new ByteArrayOutputStream());
                }
            };
        }
    }

    private static final class Bytes extends SimpleJavaFileObject {
        private final String name;
        private final byte[] bytes;

        Bytes(String name, byte[] bytes) {
            super(URI.create("test:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public InputStream openInputStream() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private static JavaFileObject source(String text) {
        return new SimpleJavaFileObject(URI.create("test:///Source.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text.startsWith("module") ? text : "package p; " + text;
            }

            @Override
            public boolean isNameCompatible(String simpleName, Kind kind) {
                return true;
            }
        };
    }

    private static Outcome compile(Compilers compilers, Files files, String text) throws Exception {
        List<String> errors = new ArrayList<>();
        Compilation compilation = compilers.begin(source(text),
                one -> errors.add(one.getCode() + " at " + one.getPosition() + ": " + one.getMessage(null)));
        compilation.parse();
        if (errors.isEmpty()) {
            compilation.attribute();
            compilation.generate();
        }
        Map<String, byte[]> classes = files.take();
        files.known.putAll(classes);
        return new Outcome(errors, classes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_session_compiles_to_the_same_classes_and_errors_as_with_new_compilers(boolean prepared) throws Exception {
        var twinFiles = new Files();
        var files = new Files();
        Compilers twin = new NewCompilers(twinFiles, OPTIONS);
        Compilers reused = Compilers.of(files, OPTIONS, "p");
        assertInstanceOf(ReusedCompiler.class, reused);
        for (String text : SESSION) {
            if (prepared) {
                reused.prepare();
            }
            Outcome expected = compile(twin, twinFiles, text);
            Outcome found = compile(reused, files, text);
            assertEquals(expected.errors(), found.errors(), text);
            assertEquals(expected.classes().keySet(), found.classes().keySet(), text);
            expected.classes().forEach((name, bytes) -> assertArrayEquals(bytes, found.classes().get(name), name));
        }
    }

    @Test
    void a_thousand_sources_each_see_the_newest_class_of_a_name() throws Exception {
        var files = new Files();
        Compilers compilers = Compilers.of(files, OPTIONS, "p");
        for (int i = 0; i < 600; i++) {
            assertEquals(List.of(), compile(compilers, files,
                    "public class A { public static int f" + i + "() { return " + i + "; } }").errors());
            assertEquals(List.of(),
                    compile(compilers, files, "class B { int g() { return A.f" + i + "(); } }").errors());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void it_goes_on_after_it_broke_down(boolean again) throws Exception {
        var files = new Files();
        Compilers compilers = again ? Compilers.of(files, OPTIONS, "p") : new NewCompilers(files, OPTIONS);
        String deep = "class Deep { int x = " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + "; }";
        assertThrows(IllegalStateException.class, () -> compile(compilers, files, deep));
        assertEquals(Set.of("p.Fine"), compile(compilers, files, "class Fine {}").classes().keySet());
    }

    /** What makes a class too large for a class file. */
    private static String tooLarge(String what) {
        return switch (what) {
            case "a name" -> "class Big { int " + "n".repeat(70_000) + "; }";
            case "constants" -> IntStream.range(0, 70_000)
                    .mapToObj(i -> "int f" + i + ";")
                    .collect(Collectors.joining(" ", "class Big { ", " }"));
            default -> "class Big { void f() { " + "System.out.println(); ".repeat(20_000) + "} }";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"a name", "constants", "code"})
    void what_no_class_file_holds_is_refused_and_the_next_source_compiles(String what) throws Exception {
        var files = new Files();
        Compilers compilers = Compilers.of(files, OPTIONS, "p");
        assertFalse(compile(compilers, files, tooLarge(what)).errors().isEmpty());
        for (int i = 0; i < 2; i++) {
            assertEquals(List.of(), compile(compilers, files, "class Fine {}").errors());
        }
        assertTrue(files.known.containsKey("p.Fine"));
    }

    @Test
    void what_was_read_of_the_files_is_kept_until_it_is_to_be_forgotten() {
        var files = new Files();
        Compilers compilers = Compilers.of((JavaFileManager) files, OPTIONS, "p");
        Compilation first = compilers.begin(source("class A {}"), one -> {});
        assertSame(first.task(), compilers.begin(source("class A {}"), one -> {}).task());
        compilers.forget();
        assertNotSame(first.task(), compilers.begin(source("class A {}"), one -> {}).task());
    }

    @Test
    void what_was_prepared_is_used_and_compiles_as_if_it_had_not_been() throws Exception {
        var files = new Files();
        List<String> listed = new ArrayList<>();
        var watched = new ForwardingJavaFileManager<JavaFileManager>(files) {
            @Override
            public Iterable<JavaFileObject> list(Location location, String packageName, Set<JavaFileObject.Kind> kinds,
                    boolean recurse) throws IOException {
                listed.add(packageName);
                return super.list(location, packageName, kinds, recurse);
            }
        };
        Compilers compilers = Compilers.of((JavaFileManager) watched, OPTIONS, "p");
        compilers.prepare();
        assertTrue(listed.contains("java.lang"));
        listed.clear();
        compilers.prepare();
        var first = compile(compilers, files, "public class A { Integer f() { return 1; } }");
        assertFalse(listed.contains("java.lang"));
        assertEquals(List.of(), first.errors());
        var others = new Files();
        assertArrayEquals(compile(Compilers.of((JavaFileManager) others, OPTIONS, "p"), others,
                "public class A { Integer f() { return 1; } }").classes().get("p.A"), first.classes().get("p.A"));
    }

    @Test
    void options_that_javac_does_not_take_are_told_by_the_first_source_and_not_before() {
        Compilers compilers = Compilers.of((JavaFileManager) new Files(), List.of("--no-such-option"), "p");
        compilers.prepare();
        assertThrows(IllegalArgumentException.class, () -> compilers.begin(source("class A {}"), one -> {}));
    }

    @Test
    void types_can_be_asked_for_after_attribution_also_of_what_is_wrong() throws Exception {
        Compilers compilers = Compilers.of(new Files(), OPTIONS, "p");
        for (int i = 0; i < 3; i++) {
            Compilation compilation = compilers.begin(
                    source("class A { java.util.List<String> l = nothing; int z = ; }"),
                    one -> {});
            compilation.parse();
            compilation.attribute();
            var type = compilation.task().getElements().getTypeElement("p.A");
            assertTrue(type.getEnclosedElements()
                    .stream()
                    .anyMatch(member -> member.asType()
                            .toString()
                            .equals("java.util.List<java.lang.String>")));
        }
    }
}
