/**
 * The operating system, as far as Lanyard needs it: tap devices, {@code ppoll}, {@code eventfd}, network namespaces.
 *
 * <p>No other package calls into native code. Functions of the hot path take {@code long} addresses of direct buffers and
 * return a count or a negated {@code errno} (see {@link dev.lanyard.os.Errno}); everything else throws
 * {@link java.io.IOException} with a message that names the device, the reason and the command that mends it.
 *
 * <p>64-bit Linux only. Nothing here is loaded by a node that lives on simulated links.
 */
package dev.lanyard.os;
