/** What a profiled launch did, line by line of the source, and how that looks. */
package dev.linnet.cuda.profile;
