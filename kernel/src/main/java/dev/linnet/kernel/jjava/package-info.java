/**
 * Lets what was written for JJava work here: its extensions with the renderers and magics that they install, and its
 * display data as the value of a cell. None of its classes is loaded before something of it is met.
 */
package dev.linnet.kernel.jjava;
