/**
 * The JDK's compiler, kept warm.
 *
 * <p>
 * A new compiler reads the classes of the platform that a unit mentions before it works on the unit: for {@code var x = 1;}
 * more than a hundred, which takes longer than all the rest. {@link dev.linnet.kernel.javac.ReusedCompiler} is one compiler
 * that forgets, between two units, what was in the package of the sources, and nothing else. For that it needs classes that
 * javac does not export; a virtual machine whose options do not allow it has
 * {@link dev.linnet.kernel.javac.NewCompilers} instead, which differ in nothing but speed.
 */
package dev.linnet.kernel.javac;
