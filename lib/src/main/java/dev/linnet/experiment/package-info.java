/** Claims that a notebook checks when it runs. */
package dev.linnet.experiment;
