package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The imports of a session. A unit gets only those that its words mention: an import on demand becomes imports of the
 * mentioned classes, which spares the compiler reading whole packages for every cell.
 */
final class ImportTable {
    private final List<Snippet.Import> imports;
    /** Told apart by identity: the hash code of a record is linked when first called, and that is felt at start. */
    private final Set<Snippet.Import> defaults;
    private final PackageIndex packages;
    /** The types of the session whose members are imported, such as {@code import static REPL.Color.*;}. */
    private final Set<String> ownTypes;
    private volatile Offers offers;

    /** The imports that are in force in every session. */
    ImportTable(List<Snippet.Import> defaults, PackageIndex packages) {
        this(defaults, Collections.newSetFromMap(new IdentityHashMap<>()), packages);
        this.defaults.addAll(defaults);
    }

    private ImportTable(List<Snippet.Import> imports, Set<Snippet.Import> defaults, PackageIndex packages) {
        this.imports = List.copyOf(imports);
        this.defaults = defaults;
        this.packages = packages;
        this.ownTypes = ownTypes(imports);
    }

    /** This table and newer imports, which replace equal ones and older ones of the same simple name. */
    ImportTable with(List<Snippet.Import> newer) {
        if (newer.isEmpty()) {
            return this;
        }
        List<Snippet.Import> all = new ArrayList<>(imports);
        for (Snippet.Import one : newer) {
            all.removeIf(old -> old.source().equals(one.source())
                    || (isSingleType(old) && isSingleType(one) && old.simpleName().equals(one.simpleName())));
            all.add(one);
        }
        return new ImportTable(all, defaults, packages);
    }

    /** This table without the imports of single types that are called {@code simpleName}. */
    ImportTable without(String simpleName) {
        if (imports.stream().noneMatch(one -> isSingleType(one) && one.simpleName().equals(simpleName))) {
            return this;
        }
        return new ImportTable(
                imports.stream().filter(one -> !isSingleType(one) || !one.simpleName().equals(simpleName)).toList(),
                defaults,
                packages);
    }

    /** The same imports with other packages, or with those of {@code packages} that there are now. */
    ImportTable over(PackageIndex others) {
        return new ImportTable(imports, defaults, others);
    }

    private static boolean isSingleType(Snippet.Import one) {
        return !one.isStatic() && !one.isModule() && !one.simpleName().equals("*");
    }

    private static Set<String> ownTypes(List<Snippet.Import> imports) {
        Set<String> names = new LinkedHashSet<>();
        for (Snippet.Import one : imports) {
            if (one.name().startsWith(Names.PACKAGE_PREFIX)) {
                String rest = one.name().substring(Names.PACKAGE_PREFIX.length());
                names.add(rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest);
            }
        }
        return names;
    }

    Set<String> ownTypes() {
        return ownTypes;
    }

    /**
     * The names that are imported from {@code types} of the session: whoever mentions them mentions these types.
     *
     * @param words the words of a type, among which are its members
     */
    Set<String> ofOwnTypes(Set<String> types, Function<String, Set<String>> words) {
        Set<String> names = new LinkedHashSet<>();
        for (Snippet.Import one : imports) {
            String type = one.name().startsWith(Names.PACKAGE_PREFIX)
                    ? one.name().substring(Names.PACKAGE_PREFIX.length()).replaceFirst("\\..*", "")
                    : "";
            if (types.contains(type)) {
                names.addAll(one.simpleName().equals("*") ? words.apply(type) : Set.of(one.simpleName()));
            }
        }
        return names;
    }

    List<String> sources() {
        return imports.stream().map(Snippet.Import::source).toList();
    }

    /** The import declarations that {@code words} need, where {@code declared} names the types of the session. */
    Set<String> needed(Set<String> words, Predicate<String> declared) {
        Offers offers = offers();
        Set<String> needed = new LinkedHashSet<>();
        for (String word : words) {
            for (Snippet.Import one : offers.named.getOrDefault(word, List.of())) {
                needed.add(one.source());
            }
        }
        needed.addAll(offers.unknown);
        for (String word : words) {
            // What is imported by name hides what is imported on demand; so does what the session declares.
            if (!offers.named.containsKey(word) && !declared.test(word)) {
                List<String> from = offers.packagesOf(word);
                if (from.size() == 1) {
                    needed.add("import " + from.getFirst() + "." + word + ";");
                } else { // where several offer the name, let the compiler say so, as Java would
                    from.forEach(name -> needed.add("import " + name + ".*;"));
                }
            }
        }
        return needed;
    }

    private Offers offers() {
        Offers known = offers;
        if (known == null) {
            known = new Offers();
            offers = known;
        }
        return known;
    }

    /** What the imports offer, found once: each cell asks several times. */
    private final class Offers {
        private static final int MOST_WORDS = 1000;

        private final Map<String, List<Snippet.Import>> named = new HashMap<>();
        /** Import declarations of which only the compiler knows what they offer. */
        private final Set<String> unknown = new LinkedHashSet<>();
        private final List<String> onDemand = new ArrayList<>();
        private final Map<String, List<String>> words = new ConcurrentHashMap<>();

        Offers() {
            for (Snippet.Import one : imports) {
                if (one.isModule()) {
                    unknown.add(one.source());
                } else if (!one.simpleName().equals("*")) {
                    named.computeIfAbsent(one.simpleName(), name -> new ArrayList<>()).add(one);
                } else {
                    addOnDemand(one);
                }
            }
        }

        private void addOnDemand(Snippet.Import one) {
            String from = one.name().substring(0, one.name().length() - ".*".length());
            if (!one.isStatic() && packages.exists(from)) {
                onDemand.add(from);
            } else if (one.isStatic() || !defaults.contains(one)) {
                // The members of a class, or nothing: of the user's imports the compiler shall judge.
                unknown.add(one.source());
            }
        }

        /** The packages imported on demand that have a class of this name. */
        List<String> packagesOf(String word) {
            if (words.size() > MOST_WORDS) {
                words.clear();
            }
            return words.computeIfAbsent(word,
                    name -> onDemand.stream().filter(from -> packages.holds(from, name)).toList());
        }
    }
}
