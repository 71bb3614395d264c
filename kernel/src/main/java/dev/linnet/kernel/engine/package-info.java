/** Compiles and runs the Java of a session. */
package dev.linnet.kernel.engine;
