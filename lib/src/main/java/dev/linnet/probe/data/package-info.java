/**
 * Data sets that come along, each with its origin, licence and checksum, and readers of the forms in which others are installed.
 */
package dev.linnet.probe.data;
