/** Buttons, sliders, progress bars and boxes in a notebook, by the protocol of ipywidgets 8 (widget messages 2.1.0). */
package dev.linnet.display.widget;
