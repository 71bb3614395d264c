package dev.linnet.kernel.jjava;

import java.util.Set;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderers;
import org.dflib.jjava.jupyter.kernel.display.RenderFunction;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/** JJava's renderers; those of extensions serve all cells. */
final class BridgedRenderers extends Renderer {
    private boolean ofExtensions;

    /** What was registered so far is JJava's own, for types that Linnet renders. */
    void begin() {
        ofExtensions = true;
    }

    @Override
    public <T> void register(Set<MIMEType> supported, Set<MIMEType> preferred, Set<Class<? extends T>> types,
            RenderFunction<T> function) {
        super.register(supported, preferred, types, function);
        if (ofExtensions) {
            for (Class<? extends T> type : types) {
                Renderers.register(new Bridge<>(type));
            }
        }
    }

    private final class Bridge<T> implements dev.linnet.display.Renderer<T> {
        private final Class<T> type;

        Bridge(Class<T> type) {
            this.type = type;
        }

        @Override
        public Class<T> type() {
            return type;
        }

        @Override
        public MimeBundle render(T value) {
            return Bundles.of(BridgedRenderers.this.render((Object) value));
        }
    }
}
