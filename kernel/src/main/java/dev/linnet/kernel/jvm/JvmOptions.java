package dev.linnet.kernel.jvm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Options of a virtual machine as a person gives them: what they are called, and which of them replace which. */
public final class JvmOptions {
    /** Options whose value is the next word, or follows an equals sign. */
    private static final Set<String> WITH_VALUE = Set.of("--add-modules", "--add-exports", "--add-opens", "--add-reads",
            "--enable-native-access", "--illegal-native-access", "--limit-modules", "--patch-module", "--module-path",
            "--upgrade-module-path", "--sun-misc-unsafe-memory-access", "--finalization", "--class-path");
    /** Of these every one counts, not the last alone. */
    private static final Set<String> ADDING = Set.of("--add-modules", "--add-exports", "--add-opens", "--add-reads",
            "--enable-native-access", "--patch-module");
    private static final Set<String> ENDING = Set.of("-version", "--version", "-help", "--help", "-h", "-?", "-X",
            "--help-extra", "--list-modules", "-d", "--describe-module", "--validate-modules", "--dry-run",
            "-fullversion", "--full-version", "-m", "--module", "-jar", "--source");

    private static final Pattern SIZE = Pattern.compile("(-X(?:mx|ms|ss|mn))\\d.*");
    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use(?:Serial|Parallel|G1|Z|Shenandoah|Epsilon)GC");
    private static final Pattern SWITCH = Pattern.compile("(-XX:)[+-](.*)");
    private static final Pattern VALUE = Pattern.compile("(-XX:[^=]+|-D[^=]+|--[^=]+)=.*", Pattern.DOTALL);

    private JvmOptions() {}

    /**
     * The options in {@code words}, one word each: an option's value is joined to it with an equals sign.
     *
     * @throws IllegalArgumentException with a sentence where a word is no option that a running session can take
     */
    public static List<String> parse(List<String> words) {
        var options = new ArrayList<String>();
        int used = join(words, options);
        if (used < words.size()) {
            throw new IllegalArgumentException("\"" + words.get(used)
                    + "\" is no option of a virtual machine: they begin with a dash, as -Xmx8g does.");
        }
        for (String option : options) {
            String name = option.replaceFirst("=.*", "");
            if (name.equals("--class-path")) {
                throw new IllegalArgumentException(
                        "The class path is no matter of the virtual machine's options here; add to it with %classpath, %jars or %maven.");
            }
            if (ENDING.contains(name) || option.startsWith("@") || option.startsWith("-Dlinnet.")) {
                throw new IllegalArgumentException(
                        "\"" + option + "\" is no option that a kernel can be started with.");
            }
            if (WITH_VALUE.contains(name) && name.equals(option)) {
                throw new IllegalArgumentException(
                        name + " needs a value, such as " + name + "=" + example(name) + ".");
            }
        }
        return options;
    }

    private static String example(String name) {
        return switch (name) {
            case "--add-modules", "--limit-modules" -> "jdk.incubator.vector";
            case "--add-exports", "--add-opens" -> "java.base/java.lang=ALL-UNNAMED";
            case "--module-path", "--upgrade-module-path" -> "mods";
            case "--sun-misc-unsafe-memory-access", "--illegal-native-access" -> "allow";
            default -> "ALL-UNNAMED";
        };
    }

    /** Adds the leading options of {@code words} to {@code options}, values joined; gives how many words that were. */
    static int join(List<String> words, List<String> options) {
        int i = 0;
        while (i < words.size() && (words.get(i).startsWith("-") || words.get(i).startsWith("@"))) {
            String word = switch (words.get(i)) {
                case "-cp", "-classpath" -> "--class-path";
                case "-p" -> "--module-path";
                default -> words.get(i);
            };
            if (WITH_VALUE.contains(word) && i + 1 < words.size() && !words.get(i + 1).startsWith("-")) {
                word += "=" + words.get(++i);
            }
            options.add(word);
            i++;
        }
        return i;
    }

    /** {@code options} and {@code more}, which replace those that say something else about the same. */
    public static List<String> merged(List<String> options, List<String> more) {
        var merged = new LinkedHashSet<>(options);
        for (String option : more) {
            String subject = subject(option);
            merged.removeIf(before -> !before.equals(option) && subject(before).equals(subject));
            merged.add(option);
        }
        return List.copyOf(merged);
    }

    /** Whether every one of {@code wanted} holds in a virtual machine with {@code options}, where the last one counts. */
    public static boolean hold(List<String> wanted, List<String> options) {
        var joined = new ArrayList<String>();
        join(options, joined);
        return wanted.stream().allMatch(option -> {
            String subject = subject(option);
            return option.equals(joined.stream().filter(one -> subject(one).equals(subject)).reduce(null, (_, b) -> b));
        });
    }

    /** What an option is about; of two options about the same the last one counts. */
    private static String subject(String option) {
        if (COLLECTOR.matcher(option).matches()) {
            return "garbage collector";
        }
        if (Set.of("-Xint", "-Xcomp", "-Xmixed").contains(option)) {
            return "execution";
        }
        Matcher size = SIZE.matcher(option);
        if (size.matches()) {
            return size.group(1);
        }
        Matcher flag = SWITCH.matcher(option);
        if (flag.matches()) {
            return flag.group(1) + flag.group(2);
        }
        Matcher value = VALUE.matcher(option);
        return value.matches() && !ADDING.contains(value.group(1)) ? value.group(1) : option;
    }
}
