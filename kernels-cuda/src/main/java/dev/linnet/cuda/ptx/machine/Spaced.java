package dev.linnet.cuda.ptx.machine;

/**
 * Room before the fields of what one host thread writes all the time. Processor cores exchange memory by lines, and the garbage collector
 * puts objects of several threads side by side: without it each thread would wait for lines that another one has just written next to its
 * own. Arrays have room at their ends.
 */
abstract class Spaced {
    /** Bytes: two lines, for cores fetch the next one too. */
    static final int BYTES = 128;

    long room0;
    long room1;
    long room2;
    long room3;
    long room4;
    long room5;
    long room6;
    long room7;
    long room8;
    long room9;
    long room10;
    long room11;
    long room12;
    long room13;
    long room14;
    long room15;
}
