/**
 * What each opcode does: one family per file. A family registers the forms that it executes with {@link dev.linnet.cuda.ptx.ops.Forms};
 * what matches no form is rejected, so nothing is ever executed by guessing.
 */
package dev.linnet.cuda.ptx.ops;
