/**
 * The Jupyter protocol, version 5.5, over ZeroMQ. {@link dev.linnet.kernel.wire.KernelMain} starts a
 * {@link dev.linnet.kernel.wire.Server} on a {@link dev.linnet.kernel.wire.ConnectionFile}; the server owns one
 * {@link dev.linnet.kernel.wire.Channel} a socket and hands requests to handlers named after the protocol's messages.
 */
package dev.linnet.kernel.wire;
