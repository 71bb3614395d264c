package dev.linnet.kernel.engine;

/**
 * Evaluates a cell's last expression where it may be a call of a void method: overload resolution tells which it is. Units
 * import the method by a name that is unlikely to be a cell's.
 */
public final class Shown {
    /** What an action comes to. */
    public static final Object NOTHING = new Object();

    private Shown() {}

    /** An expression with a value. */
    @FunctionalInterface
    public interface Value {
        Object get() throws Throwable;
    }

    /** An expression without. */
    @FunctionalInterface
    public interface Action {
        void run() throws Throwable;
    }

    public static Object shownValueOf(Value expression) throws Throwable {
        return expression.get();
    }

    public static Object shownValueOf(Action expression) throws Throwable {
        expression.run();
        return NOTHING;
    }
}
