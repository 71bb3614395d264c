/** Notebook files: nbformat 4 read without losing what is unknown, and written as nbformat itself writes. */
package dev.linnet.kernel.notebook;
