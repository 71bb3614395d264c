/** From PTX text to functions, variables and instructions with resolved names; knows nothing of how they are executed. */
package dev.linnet.cuda.ptx.parse;
