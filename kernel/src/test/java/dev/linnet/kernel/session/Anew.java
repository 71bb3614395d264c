package dev.linnet.kernel.session;

import java.util.List;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** Restarts the virtual machine where that has not just happened. */
public final class Anew implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("anew", "Restarts.");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws Exception {
        var machine = context.virtualMachine();
        if (machine.isReplaying()) {
            return "no more";
        }
        var cells = machine.replay();
        if (cells.isPresent()) {
            return cells.get();
        }
        machine.restart(List.of("-Xmx1g"), true);
        return null;
    }
}
