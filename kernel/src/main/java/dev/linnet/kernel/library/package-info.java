/** The research library as the kernel sees it: jars behind a class loader, default imports, and parts fetched on first use. */
package dev.linnet.kernel.library;
