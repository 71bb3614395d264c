/** A session: cells run one after another on a thread of their own, and what they emit goes to whoever asked. */
package dev.linnet.kernel.session;
