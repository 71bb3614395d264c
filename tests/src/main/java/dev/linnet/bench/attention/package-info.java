/**
 * How fast the attention operators are: JMH benchmarks, and {@link dev.linnet.bench.attention.Shares}, a program that sets them in
 * proportion to what the machine can do at the same time.
 */
package dev.linnet.bench.attention;
