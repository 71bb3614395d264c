/**
 * How the values of other libraries look: tables, charts and arrays. The renderers are found as services; looking for
 * them loads an interface of each library, never its native code.
 */
package dev.linnet.rendering;
