package dev.linnet.magics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;

import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicOption;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.notebook.Unwritable;

/** {@code %%writefile}: the cell's text in a file. */
public final class Writefile implements CellMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("writefile", "Writes the cell's text to a file, in UTF-8.")
                .withArguments("FILE", 1, 1)
                .withOption(MagicOption.flag("add to the end of the file", "-a", "--append"));
    }

    @Override
    public Object runCell(MagicCall call, String body, MagicContext context) throws MagicException {
        var file = context.path(call.argument());
        boolean existed = Files.exists(file);
        boolean append = call.has("-a");
        try {
            if (append) {
                Files.writeString(file, body, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } else {
                Files.writeString(file, body);
            }
        } catch (IOException e) {
            throw new MagicException("Cannot write \"" + file + "\": " + Unwritable.reason(file, e) + ".", e);
        }
        System.out.println((append && existed ? "Appended to " : existed ? "Overwrote " : "Wrote ") + file);
        return null;
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return FileNames.complete(partial, context, Files::isRegularFile);
    }
}
