/** Runs notebooks without a front end: parameters in, outputs, claims and provenance out. */
package dev.linnet.kernel.runner;
