/** The Jupyter kernel, the headless runner and the {@code linnet} command. */
package dev.linnet.kernel;
