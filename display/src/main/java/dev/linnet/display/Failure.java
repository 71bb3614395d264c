package dev.linnet.display;

/** What is said where a value's own code fails while the value is shown. */
final class Failure {
    private static final RenderLimits MESSAGE = RenderLimits.DEFAULT.withCharacters(2_000);

    private Failure() {}

    /** Says which renderer failed with what, and shows the value's text if that works. */
    static MimeBundle bundle(String renderer, Object value, Throwable failure, RenderLimits limits) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        String text = "This " + typeName(value) + " cannot be shown: " + renderer + " failed with " + describe(failure);
        String own = safeToString(value, limits);
        return MimeBundle.text(own.startsWith("<") ? text : text + "\n" + own);
    }

    /** {@code value.toString()}, cut to the limits, or what went wrong in it, in angle brackets. */
    static String safeToString(Object value, RenderLimits limits) {
        try {
            String text = value.toString();
            return text == null
                    ? "<" + ofValue("toString()", value) + " returned null>"
                    : limits.cut(TypeNames.inText(value, text));
        } catch (Throwable failure) { // also Errors: a result must never take the session down
            return "<" + ofValue("toString()", value) + " failed with " + describe(failure) + ">";
        }
    }

    private static String ofValue(String method, Object value) {
        String type = typeName(value);
        return type.indexOf(' ') < 0 ? type + "." + method : method + " of " + type;
    }

    /** The failure in one line; its own methods may fail too. */
    static String describe(Throwable failure) {
        String name = className(failure.getClass());
        if (failure instanceof StackOverflowError) {
            return name + " (a recursion without end?)";
        }
        try {
            String message = failure.getLocalizedMessage();
            return message == null ? name : name + ": " + MESSAGE.cut(message);
        } catch (Throwable again) { // getMessage() is anybody's code
            return name;
        }
    }

    /** The type as a notebook's reader knows it: without packages, and without the class that wraps a cell. */
    static String typeName(Object value) {
        return value == null ? "null" : typeName(value.getClass());
    }

    /** The full name of a class, but of one inside another (as a cell's classes are) only its own. */
    static String className(Class<?> type) {
        return type.getEnclosingClass() == null || type.getSimpleName().isEmpty()
                ? type.getTypeName()
                : type.getSimpleName();
    }

    static String typeName(Class<?> type) {
        return TypeNames.of(type);
    }
}
