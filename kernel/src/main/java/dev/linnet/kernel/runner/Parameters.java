package dev.linnet.kernel.runner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.google.gson.JsonObject;

import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.notebook.Notebook;

/**
 * The parameters of a notebook, as papermill has them: declared in the cell tagged {@code parameters}, replaced by a
 * cell tagged {@code injected-parameters} right after it.
 */
public final class Parameters {
    public static final String DECLARING_TAG = "parameters";
    public static final String INJECTED_TAG = "injected-parameters";

    private final Notebook notebook;
    private final String name;
    private final int cellIndex;
    private final Map<String, Parameter> declared = new LinkedHashMap<>();
    private final Map<String, String> expressions = new LinkedHashMap<>();

    private Parameters(Notebook notebook, String name, int cellIndex) {
        this.notebook = notebook;
        this.name = name;
        this.cellIndex = cellIndex;
    }

    /** The parameters that {@code notebook}, called {@code name} in messages, declares. */
    public static Parameters of(Notebook notebook, String name) {
        var cells = notebook.cells();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).isCode() && cells.get(i).isTagged(DECLARING_TAG)) {
                var parameters = new Parameters(notebook, name, i);
                for (Parameter parameter : DeclaredVariables.in(cells.get(i).source())) {
                    parameters.declared.put(parameter.name(), parameter);
                    parameters.expressions.put(parameter.name(), parameter.initializer());
                }
                return parameters;
            }
        }
        return new Parameters(notebook, name, -1);
    }

    /** The declared parameters in their order. */
    public List<Parameter> declared() {
        return List.copyOf(declared.values());
    }

    /**
     * Puts values given as text into the notebook; cells that an earlier injection left behind go.
     *
     * @throws RunException where a name is unknown or a value is of the wrong type
     */
    public void inject(Map<String, String> values) throws RunException {
        var declarations = new ArrayList<String>();
        for (var given : values.entrySet()) {
            Parameter parameter = require(given.getKey());
            String expression = parameter.expression(given.getValue());
            expressions.put(parameter.name(), expression);
            declarations.add(parameter.declaration(expression));
        }
        var cells = notebook.cells();
        int index = cellIndex;
        for (int i = cells.size() - 1; i >= 0; i--) {
            if (cells.get(i).isTagged(INJECTED_TAG)) {
                notebook.remove(i);
                index -= i < cellIndex ? 1 : 0;
            }
        }
        if (!declarations.isEmpty()) {
            notebook.insert(index + 1, Cell.code(String.join("\n", declarations), List.of(INJECTED_TAG)));
        }
    }

    /** The values that the run has, declared or injected; literals as JSON values, anything else as Java source. */
    public JsonObject toJson() {
        var json = new JsonObject();
        expressions.forEach((parameter, expression) -> json.add(parameter, Parameter.json(expression)));
        return json;
    }

    private Parameter require(String parameter) throws RunException {
        if (cellIndex < 0) {
            throw new RunException("'" + name + "' takes no parameters, so '" + parameter
                    + "' cannot be given: none of its cells is tagged '" + DECLARING_TAG + "'.");
        }
        if (!declared.containsKey(parameter)) {
            throw new RunException("'" + name + "' has no parameter '" + parameter + "'; " + (declared.isEmpty()
                    ? "its parameters cell declares no variable."
                    : "it has " + declared.values()
                            .stream()
                            .map(known -> known.name() + " (" + known.type() + ")")
                            .collect(Collectors.joining(", ")) + "."));
        }
        return declared.get(parameter);
    }
}
