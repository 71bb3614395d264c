package dev.linnet.kernel.error;

import java.nio.file.Path;
import java.util.List;

/**
 * What a mistyped name may have meant.
 *
 * @param variables names of the session's variables
 * @param methods   names of its methods
 * @param types     names of its types
 * @param imports   import declarations in force, as in Java source
 * @param magics    names of magics
 * @param classPath where classes may be imported from, the JDK apart
 * @param loader    loads classes of the class path
 */
public record KnownNames(List<String> variables, List<String> methods, List<String> types, List<String> imports,
        List<String> magics, List<Path> classPath, ClassLoader loader) {
    public KnownNames {
        variables = List.copyOf(variables);
        methods = List.copyOf(methods);
        types = List.copyOf(types);
        imports = List.copyOf(imports);
        magics = List.copyOf(magics);
        classPath = List.copyOf(classPath);
    }
}
