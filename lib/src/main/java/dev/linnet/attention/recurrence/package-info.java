/** The step recurrence: in double precision as the papers write it, the obviously right twin of every fast form, and one step at a time. */
package dev.linnet.attention.recurrence;
