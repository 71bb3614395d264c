package dev.linnet.kernel.jjava;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.DisplayDataRenderable;

/** Shows values that render themselves as JJava asks them to. */
public final class RenderableRenderer implements Renderer<DisplayDataRenderable> {
    @Override
    public Class<DisplayDataRenderable> type() {
        return DisplayDataRenderable.class;
    }

    @Override
    public MimeBundle render(DisplayDataRenderable value) {
        return Bundles.of(new org.dflib.jjava.jupyter.kernel.display.Renderer().render(value));
    }
}
