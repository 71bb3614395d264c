/** What a value looks like: MIME bundles, renderers, display calls and progress bars, with no knowledge of Jupyter. */
package dev.linnet.display;
