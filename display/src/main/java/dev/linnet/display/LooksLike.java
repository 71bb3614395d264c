package dev.linnet.display;

import java.util.function.Function;

/** A renderer by another value: what {@code looks} makes of a value is shown in its place. */
record LooksLike<T>(Class<T> type, Function<? super T, ?> looks) implements Renderer<T> {
    @Override
    public MimeBundle render(T value) {
        Object shown = looks.apply(value);
        return shown instanceof MimeBundle bundle ? bundle : Renderers.render(shown);
    }
}
