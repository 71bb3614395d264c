package dev.linnet.kernel.javac;

import java.util.ArrayList;
import java.util.List;

import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.PackageSymbol;
import com.sun.tools.javac.code.Symtab;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.Name;

/** A compiler's symbols, of which those of one package can be forgotten without a search among all the platform's. */
final class SourceSymbols extends Symtab {
    private final List<ClassSymbol> classes = new ArrayList<>();
    private PackageSymbol watched; // null while the platform's first classes are defined, which is before there is a list

    private SourceSymbols(Context context) {
        super(context);
    }

    /** Has a compiler that is to be made in {@code context} use such symbols. */
    static void preRegister(Context context) {
        context.put(symtabKey, (Context.Factory<Symtab>) SourceSymbols::new);
    }

    void watch(PackageSymbol sources) {
        watched = sources;
    }

    @Override
    @SuppressWarnings("ASTHelpersSuggestions") // Error Prone means its own helpers, for its own plug-ins
    public ClassSymbol defineClass(Name name, Symbol owner) {
        ClassSymbol symbol = super.defineClass(name, owner);
        if (watched != null && symbol.packge() == watched) {
            classes.add(symbol);
        }
        return symbol;
    }

    /** Forgets all classes of the package that is watched, whether they were compiled or read. */
    void forgetClasses() {
        classes.forEach(one -> removeClass(unnamedModule, one.flatName()));
        classes.clear();
    }
}
