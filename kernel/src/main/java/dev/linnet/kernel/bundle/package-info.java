/** Packs what runs on another machine that has no Java and no network. */
package dev.linnet.kernel.bundle;
