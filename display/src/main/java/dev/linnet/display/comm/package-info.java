/** Conversations between cells and the parts of a front end, such as widgets: Jupyter's comms. */
package dev.linnet.display.comm;
