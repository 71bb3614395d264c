package dev.linnet.magics;

import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicSpec;

/** {@code %env}: environment variables of this session. */
public final class Env implements LineMagic {
    /** Names of what should not stand in a saved notebook. */
    private static final Pattern SECRET = Pattern.compile("(?i)(.*_)?(api_?key|key|token|secret|password|passwd)");

    @Override
    public MagicSpec spec() {
        return MagicSpec.of("env", "Shows or sets environment variables.")
                .withArguments("[NAME[=VALUE]]", 0, 2)
                .withValueType("String")
                .withHelp("""
                        %env             shows all, but no keys, tokens and passwords
                        %env NAME        shows one: String home = %env HOME
                        %env NAME=VALUE  sets one, also %env NAME VALUE
                        What is set here holds for magics and the processes that they start. System.getenv in Java
                        sees the environment that its virtual machine was started in; one that %jvm has restarted
                        has what %env had set.""");
    }

    @Override
    public Object runLine(MagicCall call, MagicContext context) throws MagicException {
        if (call.arguments().isEmpty()) {
            new TreeMap<>(context.environment()).forEach((name, value) -> System.out.println(shown(name, value)));
            return null;
        }
        var argument = call.argument();
        int equals = argument.indexOf('=');
        if (equals < 0 && call.arguments().size() == 1) {
            var value = context.environment().get(argument);
            if (value == null) {
                throw new MagicException("There is no environment variable " + argument + "; set it with %env "
                        + argument + "=VALUE.");
            }
            return value;
        }
        var name = equals < 0 ? argument : argument.substring(0, equals);
        var value = equals < 0 ? call.arguments().get(1) : argument.substring(equals + 1);
        if (name.isEmpty() || (equals >= 0 && call.arguments().size() == 2)) {
            throw new MagicException("A call sets one variable, as NAME=VALUE; put a value with blanks in quotes.");
        }
        context.setEnvironment(name, value);
        System.out.println(shown(name, value) + ", for magics and the processes that they start.");
        return null;
    }

    private static String shown(String name, String value) {
        return name + "=" + (SECRET.matcher(name).matches() && !value.isEmpty() ? "(not shown)" : value);
    }

    @Override
    public List<String> completeArgument(String partial, MagicContext context) {
        return context.environment().keySet().stream().filter(name -> name.startsWith(partial)).sorted().toList();
    }
}
