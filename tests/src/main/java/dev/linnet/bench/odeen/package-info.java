/** The benchmark of {@code linnet bench odeen}: labelling every structure of Odeen by every rule, beside libtorch's tensor operations. */
package dev.linnet.bench.odeen;
