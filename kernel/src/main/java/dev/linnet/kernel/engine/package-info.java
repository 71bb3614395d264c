/**
 * Compiles and runs the Java of a session.
 *
 * <p>
 * JShell is not used to evaluate: each of its snippets imports all earlier ones, so that a session slows with its length.
 * Here a cell costs what it mentions, not what was declared before it.
 *
 * <h2>From text to classes</h2>
 * <ol>
 * <li>{@link dev.linnet.kernel.engine.Splitter} cuts the cell's tokens into imports, types, methods, variables, statements
 * and a last expression. It knows Java's brackets and types, nothing more; whatever it does not understand goes to javac,
 * whose messages are the best there are. (A tokenizer of our own takes microseconds and keeps exact offsets; JShell's
 * analysis needs a JShell, which costs a third of a second at start.)
 * <li>{@link dev.linnet.kernel.engine.Plan} adds what the cell puts out of date: a type whose text mentions a redefined
 * name is compiled again together with it. Types and methods keep their source for that.
 * <li>{@link dev.linnet.kernel.engine.UnitWriter} writes one compilation unit in the package {@code REPL}. A type is a
 * top-level class of its own name. The methods of one name share a class, so that overloads see each other; each variable
 * is a public static field of a class of its own; statements and initialisers go in order into {@code $run()}. Only the
 * declarations that the unit's words mention are imported, and imports on demand become imports of the mentioned classes.
 * The cell's text is copied verbatim and {@link dev.linnet.kernel.engine.Unit} remembers from where, so that diagnostics
 * and line numbers are the cell's own.
 * <li>For a {@code var} whose type is not plain to see ({@link dev.linnet.kernel.engine.KnownType},
 * {@link dev.linnet.kernel.engine.Arithmetic}), the unit is first attributed with the variable as a local one, and
 * {@link dev.linnet.kernel.engine.InferredType} writes down the type that javac found. Where that is an anonymous class with
 * members of its own, {@link dev.linnet.kernel.engine.AnonymousClasses} makes it a type of the unit with a generated name, which
 * later cells can mention and which is compiled again as the cell's other types are.
 * <li>{@link dev.linnet.kernel.engine.Javac} compiles the unit: one compiler for all units, over a file manager that lists
 * the platform and the class path once, and of the package {@code REPL} only the classes that the unit can reach.
 * <li>What fails without being the cell's fault (a dependant of an earlier cell) and forward references of a cell that only
 * declares are set aside as {@link dev.linnet.kernel.engine.Scope.Pending} and tried again when a name they wait for comes
 * up. Any other error leaves the session as it was: a {@link dev.linnet.kernel.engine.Scope} is immutable and replaced
 * whole.
 * </ol>
 *
 * <h2>From classes to a run</h2> A cell's types and methods live in one small
 * {@link dev.linnet.kernel.engine.CellLoader}, each variable and {@code $run} in another one; each is linked to just the
 * classes that it mentions. So nothing keeps the code of an expression alive after it was shown, nor the value of a variable
 * after it was replaced ({@link dev.linnet.kernel.engine.VariableLoaders} has primitive ones share). {@link dev.linnet.kernel.engine.Weaver} makes the classes fit when they are loaded.
 *
 * <h2>Redefinition</h2>
 * <ul>
 * <li>A method with the signature it had: callers reach it through {@link dev.linnet.kernel.engine.LateBinding} and are not
 * touched; instances, lambdas and running threads see the new body.
 * <li>A variable with the type it had keeps its field. Another type makes a new one, and whoever mentions it is compiled
 * again.
 * <li>A type that is written as it was keeps its class. Otherwise variables whose type mentions it are reset, and
 * {@link dev.linnet.kernel.engine.Evaluation#notes} says so.
 * </ul>
 *
 * <h2>Stopping</h2> {@link dev.linnet.kernel.engine.StopCheck} stands at every backward branch and method entry and costs
 * nothing in compiled code: it is a mutable call site that {@link dev.linnet.kernel.engine.Engine#stop} rebinds, on which
 * the virtual machine deoptimises the loops that run. {@link dev.linnet.kernel.engine.Run} knows which threads belong to a
 * cell; the checks stay armed until these have ended. What is inside native code or the JDK's own loops goes on until it
 * comes back to cell code.
 */
package dev.linnet.kernel.engine;
