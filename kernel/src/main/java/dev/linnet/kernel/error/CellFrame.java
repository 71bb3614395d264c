package dev.linnet.kernel.error;

import java.util.regex.Pattern;

import dev.linnet.kernel.engine.CellTypes;

/** How a person calls the method of a stack frame in a cell. */
final class CellFrame {
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$(?:static\\$)?(.*)\\$\\d+");

    private CellFrame() {}

    /** {@code f()}, {@code Shape.area()}, {@code a lambda}; empty for the cell's own statements. */
    static String method(StackTraceElement frame) {
        var name = frame.getMethodName();
        var lambda = LAMBDA.matcher(name);
        boolean inLambda = lambda.matches();
        if (inLambda) {
            name = lambda.group(1);
        }
        // The holders of a cell's own methods and statements have generated names, which begin with a dollar sign.
        var holder = frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
        boolean ownType = !holder.startsWith("$");
        var owner = CellTypes.name(frame.getClassName());
        owner = owner == null ? holder.replace('$', '.') : owner;
        boolean nameless = owner.contains(" ");
        if (name.contains("$") || name.equals("<clinit>")) {
            return inLambda ? "a lambda" : "";
        }
        var method = name.equals("<init>")
                ? nameless ? "the constructor of " + owner : "new " + owner
                : ownType && nameless ? name + "() of " + owner : (ownType ? owner + "." : "") + name + "()";
        return inLambda ? "a lambda of " + method : method;
    }

    /** Whether {@code inner} is a lambda of the cell's own statements on the line where {@code outer} calls it. */
    static boolean isValueOf(StackTraceElement inner, StackTraceElement outer) {
        return method(outer).isEmpty() && method(inner).equals("a lambda")
                && inner.getClassName().equals(outer.getClassName()) && inner.getLineNumber() == outer.getLineNumber();
    }
}
