/** Compares what byte code does with what the CPU engine's interpreter does. */
package dev.linnet.cuda.compare;
