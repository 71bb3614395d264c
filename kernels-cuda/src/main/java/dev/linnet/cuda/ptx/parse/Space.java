package dev.linnet.cuda.ptx.parse;

/** State spaces of variables. */
public enum Space {
    GLOBAL, CONST, SHARED, LOCAL, PARAM
}
