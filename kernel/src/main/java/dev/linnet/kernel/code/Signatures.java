package dev.linnet.kernel.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

import dev.linnet.kernel.engine.CellTypes;

/** Declarations as a reader wants them: Java without bodies and package names. */
final class Signatures {
    private static final Pattern QUALIFIER = Pattern.compile("\\b(?:[a-z_][\\w]*\\.)+(?=[A-Z])");
    private static final Pattern CELL = Pattern.compile("\\Q" + CellUnit.CLASS + "\\E\\.");
    private static final Pattern ANNOTATION = Pattern.compile("@[\\w.]+(\\([^)]*\\))? ?");
    private static final Pattern GENERATED_NAME = Pattern.compile("arg\\d+|p\\d+|\\$\\d+");

    private static final Set<ElementKind> IMPLIED_FINAL = Set.of(ElementKind.ENUM, ElementKind.RECORD);

    private Signatures() {}

    static String type(TypeMirror type) {
        return simple(String.valueOf(type));
    }

    static String simple(String text) {
        String plain = CELL.matcher(ANNOTATION.matcher(text).replaceAll("")).replaceAll("");
        return QUALIFIER.matcher(CellTypes.plain(plain)).replaceAll("").replace(",", ", ").replace(",  ", ", ");
    }

    /** One line for a list of completions; {@code type} is what the element is where it is used. */
    static String brief(Element element, TypeMirror type) {
        return switch (element.getKind()) {
            case METHOD ->
                type((type instanceof ExecutableType t ? t : (ExecutableType) element.asType()).getReturnType())
                        + " " + element.getSimpleName() + parameters((ExecutableElement) element, type, List.of());
            case CONSTRUCTOR -> element.getEnclosingElement().getSimpleName()
                    + parameters((ExecutableElement) element, type, List.of());
            case CLASS, INTERFACE, ENUM, RECORD, ANNOTATION_TYPE -> kind(element) + " "
                    + simple(element.asType().toString());
            case TYPE_PARAMETER, PACKAGE, MODULE -> element.toString();
            default -> type(type == null ? element.asType() : type) + " " + element.getSimpleName();
        };
    }

    /** The whole head of a declaration; {@code names} are its parameters' names where the source is known. */
    static String full(Element element, TypeMirror type, List<String> names) {
        return switch (element) {
            case ExecutableElement method -> modifiers(element) + typeParameters(method.getTypeParameters())
                    + (method.getKind() == ElementKind.CONSTRUCTOR
                            ? method.getEnclosingElement().getSimpleName()
                            : type((type instanceof ExecutableType t ? t : (ExecutableType) method.asType())
                                    .getReturnType()) + " " + owner(method) + method.getSimpleName())
                    + parameters(method, type, names) + thrown(method);
            case TypeElement declared -> modifiers(element) + kind(element) + " " + qualified(declared)
                    + typeParameters(declared.getTypeParameters()).stripTrailing() + components(declared)
                    + supertypes(declared);
            case VariableElement variable -> modifiers(element) + type(type == null ? variable.asType() : type) + " "
                    + owner(variable) + variable.getSimpleName() + constant(variable);
            default -> element.getKind().name().toLowerCase(Locale.ROOT) + " " + element;
        };
    }

    static String parameters(ExecutableElement method, TypeMirror type, List<String> names) {
        var types = (type instanceof ExecutableType t ? t : (ExecutableType) method.asType()).getParameterTypes();
        var parts = new ArrayList<String>();
        for (int i = 0; i < types.size(); i++) {
            String text = type(types.get(i));
            if (method.isVarArgs() && i == types.size() - 1 && text.endsWith("[]")) {
                text = text.substring(0, text.length() - 2) + "...";
            }
            String name = i < names.size() ? names.get(i) : method.getParameters().get(i).getSimpleName().toString();
            parts.add(GENERATED_NAME.matcher(name).matches() ? text : text + " " + name);
        }
        return "(" + String.join(", ", parts) + ")";
    }

    /** The word for what an element is, as a front end shows it beside a completion. */
    static String kind(Element element) {
        return switch (element.getKind()) {
            case METHOD, CONSTRUCTOR -> "method";
            case CLASS, TYPE_PARAMETER -> "class";
            case INTERFACE -> "interface";
            case ENUM -> "enum";
            case RECORD -> "record";
            case ANNOTATION_TYPE -> "@interface";
            case FIELD, ENUM_CONSTANT -> "field";
            case PACKAGE -> "package";
            case MODULE -> "module";
            default -> "variable";
        };
    }

    private static String qualified(TypeElement type) {
        return CELL.matcher(type.getQualifiedName().toString()).replaceAll("");
    }

    private static String owner(Element member) {
        Element owner = member.getEnclosingElement();
        boolean shown = owner instanceof TypeElement && !Analysis.isCellClass(owner)
                && !owner.getSimpleName().toString().startsWith("$");
        return shown ? owner.getSimpleName() + "." : "";
    }

    private static String modifiers(Element element) {
        boolean interfaceLike = element.getKind().isInterface();
        boolean notebook = Analysis.isCellClass(element.getEnclosingElement());
        return element.getModifiers()
                .stream()
                .filter(modifier -> !(interfaceLike && modifier == Modifier.ABSTRACT))
                .filter(modifier -> !(notebook && (modifier == Modifier.STATIC || modifier == Modifier.NATIVE)))
                .filter(modifier -> modifier != Modifier.NATIVE && modifier != Modifier.SYNCHRONIZED)
                .filter(modifier -> !(modifier == Modifier.FINAL && IMPLIED_FINAL.contains(element.getKind())))
                .map(modifier -> modifier + " ")
                .collect(Collectors.joining());
    }

    private static String typeParameters(List<? extends TypeParameterElement> parameters) {
        return parameters.isEmpty() ? "" : parameters.stream().map(parameter -> {
            String bounds = parameter.getBounds()
                    .stream()
                    .map(Signatures::type)
                    .filter(bound -> !bound.equals("Object"))
                    .collect(Collectors.joining(" & "));
            return parameter.getSimpleName() + (bounds.isEmpty() ? "" : " extends " + bounds);
        }).collect(Collectors.joining(", ", "<", "> "));
    }

    private static String components(TypeElement type) {
        return type.getKind() != ElementKind.RECORD
                ? ""
                : type.getRecordComponents()
                        .stream()
                        .map(component -> type(component.asType()) + " " + component.getSimpleName())
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String supertypes(TypeElement type) {
        String superclass = type.getSuperclass().getKind() == TypeKind.NONE ? "" : type(type.getSuperclass());
        boolean implied = superclass.isEmpty() || superclass.equals("Object") || superclass.equals("Record")
                || superclass.startsWith("Enum<");
        String interfaces = type.getInterfaces().stream().map(Signatures::type).collect(Collectors.joining(", "));
        return (implied ? "" : " extends " + superclass) + (interfaces.isEmpty()
                ? ""
                : (type.getKind().isInterface() ? " extends " : " implements ") + interfaces);
    }

    private static String thrown(ExecutableElement method) {
        return method.getThrownTypes().isEmpty()
                ? ""
                : method.getThrownTypes()
                        .stream()
                        .map(Signatures::type)
                        .collect(Collectors.joining(", ", " throws ", ""));
    }

    private static String constant(VariableElement variable) {
        Object value = variable.getConstantValue();
        return value == null ? "" : switch (value) {
            case String text -> " = \"" + text + "\"";
            case Character character -> " = '" + character + "'";
            case Long number -> " = " + number + "L";
            case Float number -> " = " + number + "f";
            default -> " = " + value;
        };
    }
}
