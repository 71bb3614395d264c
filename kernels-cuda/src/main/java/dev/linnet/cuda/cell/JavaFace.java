package dev.linnet.cuda.cell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import javax.lang.model.SourceVersion;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.signature.CudaType;
import dev.linnet.cuda.signature.CudaType.Scalar;
import dev.linnet.cuda.signature.Parameter;
import dev.linnet.cuda.signature.Signature;

/** Writes the Java class of a cell's variable: one method for each kernel and form of launch, typed where Java has the type. */
final class JavaFace {
    private static final Set<String> TAKEN = Set.of("wait", "notify", "notifyAll", "getClass", "hashCode", "equals",
            "toString", "clone", "finalize", "kernel", "module");
    private static final String PACKAGE = "dev.linnet.cuda.";
    /** The classes that were written for a variable, so that the same kernels get the same class again. */
    private static final Map<String, List<String>> WRITTEN = new HashMap<>();

    private final String variable;
    private final CudaModule module;

    JavaFace(String variable, CudaModule module) {
        this.variable = variable;
        this.module = module;
    }

    /** Java that declares the class and the variable. */
    String source() {
        var body = body();
        String type;
        synchronized (WRITTEN) {
            var forms = WRITTEN.computeIfAbsent(variable, _ -> new ArrayList<>());
            if (!forms.contains(body)) {
                forms.add(body);
            }
            int form = forms.indexOf(body);
            type = Character.toUpperCase(variable.charAt(0)) + variable.substring(1) + "Kernels"
                    + (form == 0 ? "" : form + 1);
        }
        return "final class " + type + " {\n    private final " + PACKAGE + "CudaModule module;\n\n    " + type + "("
                + PACKAGE + "CudaModule module) {\n        this.module = module;\n    }\n" + body + "}\n" + type + " "
                + variable + " = new " + type + "(" + Modules.class.getName() + ".take(" + Modules.hand(module)
                + "L));";
    }

    private String body() {
        var text = new StringBuilder();
        text.append("\n    /** A kernel by name; instances of templates are compiled when they are asked for. */\n")
                .append("    public " + PACKAGE + "Kernel kernel(String name) {\n        return module.kernel(name);\n")
                .append("    }\n\n    public " + PACKAGE + "CudaModule module() {\n        return module;\n    }\n\n")
                .append("    @Override\n    public String toString() {\n        return module.toString();\n    }\n");
        var kernels = module.byName();
        kernels.forEach((name, kernel) -> methods(text, name, kernel.signature()));
        if (!kernels.containsKey("launch")) {
            noLaunch(text);
        }
        return text.toString();
    }

    /** Who looks for the method that kernels have by name finds those that a cell's variable has. */
    private void noLaunch(StringBuilder text) {
        var calls = module.byName()
                .entrySet()
                .stream()
                .map(kernel -> variable + "." + method(kernel.getKey()) + kernel.getValue()
                        .signature()
                        .parameters()
                        .stream()
                        .map(Parameter::name)
                        .collect(Collectors.joining(", ", "(grid, block, ", ")"))
                        .replace(", )", ")"))
                .collect(Collectors.joining(", "));
        text.append("\n    /** There is no kernel of this name: says which there are. */\n    public " + PACKAGE
                + "LaunchReport launch(Object... any) {\n        throw new IllegalArgumentException(\"")
                .append(variable)
                .append(" has no kernel launch. Its kernels are methods: ")
                .append(calls)
                .append("\");\n    }\n");
    }

    private static String method(String name) {
        return TAKEN.contains(name) ? name + "_" : javaName(name, Set.of());
    }

    private void methods(StringBuilder text, String name, Signature signature) {
        var names = new LinkedHashMap<String, String>();
        signature.parameters()
                .forEach(parameter -> names.put(javaName(parameter.name(), names.keySet()),
                        javaType(parameter.type())));
        var method = method(name);
        var arguments = String.join(", ", names.keySet());
        for (var form : List.of(List.of("int grid", "int block", "grid, block, 0"),
                List.of(PACKAGE + "backend.Dim3 grid", PACKAGE + "backend.Dim3 block", "grid, block, 0"),
                List.of(PACKAGE + "LaunchShape shape", "shape"))) {
            var declared = new ArrayList<>(form.subList(0, form.size() - 1));
            names.forEach((parameter, type) -> declared.add(type + " " + parameter));
            text.append("\n    /** Launches {@code ")
                    .append(signature.toString().replace("*/", "* /"))
                    .append("} and waits for its end. */\n    public " + PACKAGE + "LaunchReport ")
                    .append(method)
                    .append('(')
                    .append(String.join(", ", declared))
                    .append(") {\n        return module.kernel(\"")
                    .append(name)
                    .append("\").launch(")
                    .append(form.getLast());
            // one Object that is an array must stay one argument
            text.append(names.isEmpty() ? "" : ", new Object[] {" + arguments + "}").append(");\n    }\n");
        }
        // Java comes here with what fits no typed form: one argument too few, a double for a float
        text.append("\n    /** Launches it, or says what does not fit {@code ")
                .append(signature.toString().replace("*/", "* /"))
                .append("}. */\n    public " + PACKAGE + "LaunchReport ")
                .append(method)
                .append("(Object... any) {\n        return " + LaunchCall.class.getName() + ".of(\"")
                .append(variable + "." + method + "\", module.kernel(\"" + name + "\"), any);\n    }\n");
    }

    private static String javaName(String name, Set<String> others) {
        var java = name.replace('$', '_');
        while (!SourceVersion.isName(java) || others.contains(java) || java.matches("grid|block|shape")) {
            java += "_";
        }
        return java;
    }

    private static String javaType(CudaType type) {
        return type instanceof Scalar scalar ? switch (scalar) {
            case BOOL -> "boolean";
            case CHAR, SIGNED_CHAR, UNSIGNED_CHAR, SHORT, UNSIGNED_SHORT, INT -> "int";
            case UNSIGNED, LONG, UNSIGNED_LONG, LONG_LONG, UNSIGNED_LONG_LONG -> "long";
            case FLOAT, HALF, BFLOAT16 -> "float";
            case DOUBLE -> "double";
        } : "Object";
    }
}
