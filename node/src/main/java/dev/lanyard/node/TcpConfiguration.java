package dev.lanyard.node;

import dev.lanyard.actors.tcp.TcpLimits;
import dev.lanyard.actors.tcp.TcpSettings;

/**
 * TCP of a node as a user chooses it: what each connection gets, and what all together may take. {@link TcpConfigurationBuilder}
 * makes one from names and values.
 */
public record TcpConfiguration(TcpSettings settings, TcpLimits limits) {
    /** What a node uses unless told otherwise. */
    public static final TcpConfiguration DEFAULT = new TcpConfiguration(TcpSettings.DEFAULT, TcpLimits.DEFAULT);
}
