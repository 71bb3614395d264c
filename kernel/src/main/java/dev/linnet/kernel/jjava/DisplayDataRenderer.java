package dev.linnet.kernel.jjava;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/** Shows the display data that a cell built or an extension's method returned. */
public final class DisplayDataRenderer implements Renderer<DisplayData> {
    @Override
    public Class<DisplayData> type() {
        return DisplayData.class;
    }

    @Override
    public MimeBundle render(DisplayData value) {
        return Bundles.of(value);
    }
}
