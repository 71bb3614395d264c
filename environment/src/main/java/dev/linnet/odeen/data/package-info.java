/** Tables of observations, splits of the rules, and data sets. */
package dev.linnet.odeen.data;
