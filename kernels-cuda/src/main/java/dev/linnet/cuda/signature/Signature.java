package dev.linnet.cuda.signature;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A kernel's name and parameters.
 *
 * @param name       as C++ names it, namespaces and template arguments included
 * @param entry      as the PTX names it
 * @param line       where the source declares it, from 1; 0 where a macro does
 * @param parameters in their order
 */
public record Signature(String name, String entry, int line, List<Parameter> parameters) {
    public Signature {
        parameters = List.copyOf(parameters);
    }

    /** The name without namespaces and template arguments. */
    public String simpleName() {
        int arguments = name.indexOf('<');
        var plain = arguments < 0 ? name : name.substring(0, arguments);
        return plain.substring(plain.lastIndexOf(':') + 1);
    }

    /** {@code saxpy(int n, float a, const float* x, float* y)}. */
    @Override
    public String toString() {
        return name + parameters.stream().map(Parameter::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
