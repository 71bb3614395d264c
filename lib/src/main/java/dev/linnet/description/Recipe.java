package dev.linnet.description;

/** A record that builds what it describes. */
public interface Recipe {
    /** A value that has this recipe. */
    Object build();
}
