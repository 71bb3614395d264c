/** An executed notebook as one HTML file that needs nothing beside it. */
package dev.linnet.kernel.notebook.html;
