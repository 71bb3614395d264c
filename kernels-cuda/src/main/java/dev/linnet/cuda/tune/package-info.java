/** Searches block sizes and macros for the quickest variant of a module's kernels. */
package dev.linnet.cuda.tune;
