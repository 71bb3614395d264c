/** Puts the kernel where Jupyter finds it, and takes it away again. */
package dev.linnet.kernel.install;
