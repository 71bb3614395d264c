/** What device addresses mean: named buffers, and what is said when an address is wrong. */
package dev.linnet.cuda.ptx.memory;
