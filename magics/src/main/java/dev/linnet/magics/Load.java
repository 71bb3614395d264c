package dev.linnet.magics;

import java.util.List;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %load}: runs a file as if its text stood in the cell. */
public final class Load implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("load", "Runs a .java or .jsh file here: what it declares is declared in this session.")
                .withArguments("FILE", 1, 1)
                .withHelp("%run does the same and then calls the file's main method.");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws Exception {
        return Script.read(call.argument(), context).run(context).value();
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return FileNames.complete(partial, context, FileNames::isJava);
    }
}
