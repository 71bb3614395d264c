package dev.linnet.description;

/** A class of the library that is no record but can be told by one. */
public interface Described {
    /** Everything that decides this value; a record of the library. */
    Recipe recipe();
}
