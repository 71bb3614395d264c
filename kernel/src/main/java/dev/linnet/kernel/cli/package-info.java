/** The {@code linnet} command. Each subcommand is built only when it is the one that was asked for. */
package dev.linnet.kernel.cli;
