/**
 * Help with half-written cells: completion, inspection and whether a cell is complete, by javac's own parser and
 * attribution over a stand-in of the cell. Nothing here runs code or waits for code that runs.
 */
package dev.linnet.kernel.code;
