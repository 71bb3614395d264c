package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** The imports that are in force in every session. */
    ImportTable(List<Snippet.Import> defaults, PackageIndex packages) {
        this(defaults, Collections.newSetFromMap(new IdentityHashMap<>()), packages);
        this.defaults.addAll(defaults);
    }

    private ImportTable(List<Snippet.Import> imports, Set<Snippet.Import> defaults, PackageIndex packages) {
        this.imports = List.copyOf(imports);
        this.defaults = defaults;
        this.packages = packages;
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

    ImportTable over(PackageIndex others) {
        return new ImportTable(imports, defaults, others);
    }

    private static boolean isSingleType(Snippet.Import one) {
        return !one.isStatic() && !one.isModule() && !one.simpleName().equals("*");
    }

    /** The types of the session whose members are imported, such as {@code import static REPL.Color.*;}. */
    Set<String> ownTypes() {
        Set<String> names = new LinkedHashSet<>();
        for (Snippet.Import one : imports) {
            if (one.name().startsWith(Names.PACKAGE_PREFIX)) {
                String rest = one.name().substring(Names.PACKAGE_PREFIX.length());
                names.add(rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest);
            }
        }
        return names;
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
        Set<String> needed = new LinkedHashSet<>();
        Set<String> single = new LinkedHashSet<>();
        for (Snippet.Import one : imports) {
            if (!one.simpleName().equals("*") && !one.isModule() && words.contains(one.simpleName())) {
                needed.add(one.source());
                if (!one.isStatic()) {
                    single.add(one.simpleName());
                }
            }
        }
        for (Snippet.Import one : imports) {
            if (one.isModule()) {
                needed.add(one.source());
            } else if (one.simpleName().equals("*")) {
                onDemand(one, words, name -> declared.test(name) || single.contains(name), needed);
            }
        }
        return needed;
    }

    private void onDemand(Snippet.Import one, Set<String> words, Predicate<String> hidden, Set<String> needed) {
        String from = one.name().substring(0, one.name().length() - 2);
        if (one.isStatic()) {
            needed.add(one.source());
            return;
        }
        if (!packages.exists(from)) {
            // The members of a class, or nothing: of the user's imports the compiler shall judge.
            if (!defaults.contains(one)) {
                needed.add(one.source());
            }
            return;
        }
        for (String word : words) {
            if (!hidden.test(word) && packages.holds(from, word)) {
                String other = needed.stream().filter(line -> line.endsWith("." + word + ";")).findAny().orElse(null);
                if (other == null) {
                    needed.add("import " + from + "." + word + ";");
                } else if (!other.startsWith("import static")) {
                    // Two packages offer the name: let the compiler say so, as Java would.
                    needed.remove(other);
                    needed.add(other.substring(0, other.length() - word.length() - 1) + "*;");
                    needed.add(one.source());
                }
            }
        }
    }
}
