package dev.linnet.cuda.signature;

import java.util.List;

/**
 * A kernel as the source declares it.
 *
 * @param name       with its namespaces, and its template arguments where the source instantiates a template
 * @param line       of its name, from 1
 * @param template   whether it is a template, which is compiled only where it is instantiated
 * @param definition whether a body follows
 * @param parameters names of the parameters; {@code p0}, {@code p1}, ... where there are none
 */
public record KernelDeclaration(String name, int line, boolean template, boolean definition, List<String> parameters) {
    public KernelDeclaration {
        parameters = List.copyOf(parameters);
    }
}
