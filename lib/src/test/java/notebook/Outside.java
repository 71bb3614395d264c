package notebook;

/** A record that is not of the library, as a notebook may define. */
public record Outside(int k) {}
