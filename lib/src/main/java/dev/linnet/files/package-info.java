/** Files that several processes may want to write. */
package dev.linnet.files;
