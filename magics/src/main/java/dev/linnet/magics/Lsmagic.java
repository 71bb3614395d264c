package dev.linnet.magics;

import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.Magic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %lsmagic}: what there is. */
public final class Lsmagic implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("lsmagic", "Lists the magics.").withHelp("%name? shows one magic's help.");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) {
        var text = new StringBuilder();
        for (var magic : context.magics().all()) {
            text.append(String.format("%-28s %s%n", forms(magic), magic.spec().summary()));
        }
        System.out.print(text.append("%name? shows the help of one.\n"));
        return null;
    }

    private static String forms(Magic magic) {
        var name = magic.spec().name();
        return (magic instanceof LineMagic ? "%" + name + " " : "") + (magic instanceof CellMagic ? "%%" + name : "");
    }
}
