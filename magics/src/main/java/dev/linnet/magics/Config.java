package dev.linnet.magics;

import java.util.List;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicSpec;
import dev.linnet.kernel.magic.MagicUsageException;

/** {@code %config}: settings of this session. */
public final class Config implements LineMagic {
    @Override
    public MagicSpec spec() {
        return MagicSpec.of("config", "Shows or changes settings of this session.")
                .withArguments("[NAME[=VALUE]]", 0, 1)
                .withValueType("String")
                .withHelp("""
                        %config                          shows all settings
                        %config output-limit             shows one
                        %config output-limit=20_000_000  changes it, from the next cell on""");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws MagicException {
        var settings = context.settings();
        if (call.arguments().isEmpty()) {
            for (var name : settings.names()) {
                var setting = settings.get(name);
                System.out.printf("%-24s %-14s %s%n", name, setting.get().get(), setting.description());
            }
            return null;
        }
        var argument = call.argument();
        int equals = argument.indexOf('=');
        if (equals < 0) {
            return settings.get(argument).get().get();
        }
        try {
            settings.get(argument.substring(0, equals)).set().accept(argument.substring(equals + 1));
        } catch (IllegalArgumentException e) {
            throw new MagicUsageException(e.getMessage(), spec());
        }
        return null;
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return context.settings().names().stream().filter(name -> name.startsWith(partial)).toList();
    }
}
