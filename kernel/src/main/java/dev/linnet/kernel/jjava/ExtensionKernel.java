package dev.linnet.kernel.jjava;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

import dev.linnet.kernel.magic.MagicContext;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;

/**
 * This kernel as JJava's extensions know theirs: they register renderers and magics with it, show things and have Java
 * evaluated. It has no channels.
 */
final class ExtensionKernel extends BaseKernel {
    private static final String CODE_OF_EXTENSION = "an extension's code";

    private final MagicContext context;

    ExtensionKernel(MagicContext context) {
        super("Linnet", "1",
                new LanguageInfo("java", System.getProperty("java.version"), "text/x-java", ".java", "java",
                        "text/x-java", "script"),
                List.of(), null, new CellIO(StandardCharsets.UTF_8), new CommManager(),
                new BridgedRenderers(), null, new BridgedMagics(context.magics()), true,
                new StringStyler("", "", "", line -> ""));
        this.context = context;
        ((BridgedRenderers) renderer).begin();
        ((BridgedMagics) magicsRegistry).begin(this);
        makeCurrent(this);
    }

    /** Static calls in cells, such as {@code BaseNotebookStatics.display}, go to the kernel that came last. */
    private static void makeCurrent(BaseKernel kernel) {
        notebookKernel = kernel;
    }

    void install(ClassLoader loader) {
        var services = ServiceLoader.load(Extension.class, loader).iterator();
        while (true) {
            String name = "";
            try {
                if (!services.hasNext()) {
                    return;
                }
                Extension extension = services.next();
                name = extension.getClass().getName() + " ";
                installExtension(extension);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                System.err.println("The JJava extension " + name + "was not installed: " + e);
            }
        }
    }

    void uninstall() {
        for (Extension extension : extensions.values()) {
            try {
                extension.uninstall(this);
            } catch (LinkageError | RuntimeException e) {
                System.err.println("The JJava extension " + extension.getClass().getName() + " did not end well: " + e);
            }
        }
        if (notebookKernel == this) {
            makeCurrent(null);
        }
    }

    @Override
    public void display(DisplayData data) {
        Bundles.display(data);
    }

    @Override
    public Object evalRaw(String java) {
        try {
            return context.evaluate(CODE_OF_EXTENSION, java).value();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Cannot evaluate " + java + ": " + e.getMessage(), e);
        }
    }

    @Override
    public DisplayData inspect(String code, int cursor, boolean details) {
        throw unsupported();
    }

    @Override
    public ReplacementOptions complete(String code, int cursor) {
        throw unsupported();
    }

    @Override
    public String isComplete(String code) {
        throw unsupported();
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException(
                "Linnet completes and inspects by itself, not for JJava's extensions.");
    }
}
