package dev.linnet.magics;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %reset}: a clean slate without a restart. */
public final class Reset implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("reset", "Forgets every variable, method, type, import and result of this session.")
                .withHelp("The class path, the settings and the cell numbers stay. There is no way back.");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) {
        context.reset();
        System.out.println("Everything that cells declared is forgotten.");
        return null;
    }
}
