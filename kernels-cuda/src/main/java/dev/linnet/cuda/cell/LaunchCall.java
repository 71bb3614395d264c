package dev.linnet.cuda.cell;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.linnet.cuda.Kernel;
import dev.linnet.cuda.LaunchReport;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.backend.Dim3;

/** The call of a kernel's method that none of its typed forms takes. */
public final class LaunchCall {
    private LaunchCall() {}

    /**
     * Launches where a shape stands first and everything fits without loss, and says what does not fit where not.
     *
     * @param call   how a cell calls it: {@code lin.saxpy}
     * @param values all that was passed; null where a lone null was
     * @throws IllegalArgumentException where shape or arguments do not fit, with the signature; nothing has run then
     */
    public static LaunchReport of(String call, Kernel kernel, Object... values) {
        var given = values == null ? new Object[] {null} : values;
        if (given.length > 0 && given[0] instanceof LaunchShape shape) {
            return kernel.launch(shape, Arrays.copyOfRange(given, 1, given.length));
        }
        var grid = given.length > 1 ? dimensions(given[0]) : null;
        var block = given.length > 1 ? dimensions(given[1]) : null;
        if (grid == null || block == null) {
            var parameters = kernel.signature().parameters().stream().map(parameter -> ", " + parameter.name());
            var rest = parameters.collect(Collectors.joining());
            throw new IllegalArgumentException(call + " begins with how many blocks and threads run, got ("
                    + Arrays.stream(given).map(LaunchCall::type).collect(Collectors.joining(", ")) + "): write " + call
                    + "(grid, block" + rest + ") with two int or two Dim3, or " + call + "(shape" + rest
                    + ") with a LaunchShape\n    " + kernel.signature());
        }
        return kernel.launch(new LaunchShape(grid, block, 0), Arrays.copyOfRange(given, 2, given.length));
    }

    private static Dim3 dimensions(Object value) {
        return switch (value) {
            case Integer number -> Dim3.of(number);
            case Dim3 three -> three;
            case null, default -> null;
        };
    }

    private static String type(Object value) {
        return switch (value) {
            case null -> "null";
            case Integer _ -> "int";
            case Long _ -> "long";
            case Float _ -> "float";
            case Double _ -> "double";
            default -> value.getClass().getSimpleName();
        };
    }
}
