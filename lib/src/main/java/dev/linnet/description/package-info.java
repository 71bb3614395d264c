/**
 * Values in words: records of the library as JSON that decides them, so that they can be compared, found again by a hash, and
 * built anew in another process.
 */
package dev.linnet.description;
