/** Errors as text for the person in the notebook: what went wrong, where in the cell, and what to do next. */
package dev.linnet.kernel.error;
