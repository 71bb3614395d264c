/** The virtual machine that runs this process: its command, its options, and starting it anew in its own place. */
package dev.linnet.kernel.jvm;
