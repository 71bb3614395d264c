/** Structures as drawings and rules as sentences. */
package dev.linnet.odeen.picture;
