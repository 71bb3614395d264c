package dev.linnet.display;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.function.Function;

/**
 * Turns any value into its representations, never failing and never without {@code text/plain}.
 *
 * <p>Of the renderers whose type fits a value the one of the nearest type wins, a class before an unrelated interface;
 * for the same type a registered renderer beats one found as a service, and the later registration the earlier. Values
 * without a renderer show by what they are: a {@link Displayable} as it says, records, maps, collections, arrays and
 * streams by their contents, pictures as pictures, everything else by {@code toString()}.
 */
public final class Renderers {
    private static final RendererRegistry REGISTRY = new RendererRegistry();
    private static final ThreadLocal<Integer> NESTING = new ThreadLocal<>();
    private static final int MOST_NESTING = 16;

    private static volatile RenderLimits limits = RenderLimits.DEFAULT;

    private Renderers() {}

    /** The representations of {@code value}; where its renderer fails, a text that says which one and how. */
    public static MimeBundle render(Object value) {
        // No pattern switch on the way of a plain value, here and in what this calls: linking one costs a start 10 ms.
        if (value == null) {
            return MimeBundle.text("null");
        }
        return renderAny(value);
    }

    /** Has {@code renderer} serve its type from now on. */
    public static void register(Renderer<?> renderer) {
        REGISTRY.register(Objects.requireNonNull(renderer, "renderer"));
    }

    /**
     * Has values of {@code type} look from now on like what {@code looks} makes of them: {@link Html}, a table, a chart,
     * a {@link MimeBundle}, any value.
     */
    public static <T> void register(Class<T> type, Function<? super T, ?> looks) {
        register(new LooksLike<>(Objects.requireNonNull(type, "type"), Objects.requireNonNull(looks, "looks")));
    }

    /**
     * Has the {@link Renderer} services that {@code loader} sees serve their types. They are loaded when the first value
     * comes whose type is not the JDK's and could be known to one of them; a call with the same loader looks again.
     */
    public static void load(ClassLoader loader) {
        REGISTRY.load(Objects.requireNonNull(loader, "loader"));
    }

    /** How much of a large value is shown. */
    public static RenderLimits limits() {
        return limits;
    }

    /** Changes how much of a large value is shown. */
    public static void limits(RenderLimits newLimits) {
        limits = Objects.requireNonNull(newLimits, "newLimits");
    }

    /** What a registered renderer, a service or the value itself says, or null where its structure is to be shown. */
    static MimeBundle special(Object value) {
        Renderer<?> renderer = REGISTRY.find(value);
        if (renderer != null) {
            return guarded(value, renderer.getClass(), () -> call(renderer, value));
        }
        if (value instanceof Displayable displayable) {
            return guarded(value, value.getClass(), displayable::toMimeBundle);
        }
        return null;
    }

    private static MimeBundle renderAny(Object value) {
        try {
            MimeBundle special = special(value);
            return special != null ? special : BuiltIn.render(value, limits);
        } catch (Throwable failure) { // an Error of the value's own code is the value's failure, not ours
            return Failure.bundle("the built-in renderer", value, failure, limits);
        }
    }

    private static <T> MimeBundle call(Renderer<T> renderer, Object value) {
        return renderer.render(renderer.type().cast(value));
    }

    private interface Rendering {
        MimeBundle render();
    }

    /** Renderers may render what a value contains, which may contain the value: that must end. */
    private static MimeBundle guarded(Object value, Class<?> renderer, Rendering rendering) {
        String name = renderer == LooksLike.class ? "its renderer" : Failure.className(renderer);
        Integer outer = NESTING.get();
        int nesting = outer == null ? 0 : outer;
        if (nesting >= MOST_NESTING) {
            return MimeBundle.text("... (" + name + " nests too deep)");
        }
        NESTING.set(nesting + 1);
        try {
            MimeBundle bundle = rendering.render();
            return bundle == null
                    ? Failure.bundle(name, value, new NullPointerException("it returned null"), limits)
                    : withText(bundle, value);
        } catch (Throwable failure) { // as above
            return Failure.bundle(name, value, failure, limits);
        } finally {
            if (outer == null) {
                NESTING.remove();
            } else {
                NESTING.set(outer);
            }
        }
    }

    private static MimeBundle withText(MimeBundle bundle, Object value) {
        if (bundle.data().get(MimeBundle.TEXT) instanceof String) {
            return bundle;
        }
        var data = new LinkedHashMap<String, Object>(bundle.data());
        data.put(MimeBundle.TEXT, Failure.safeToString(value, limits));
        return new MimeBundle(data, bundle.metadata());
    }
}
