package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A small server for simulated networks (RFC 2131 §4.3): one pool, clients known by identifier or hardware address. It speaks to
 * clients on its own link; relays get no answer.
 */
public final class DhcpServer {
    private static final long SECOND = 1_000_000_000L;
    /** How long an offer is kept for who it was made to. */
    private static final long OFFER_SECONDS = 120;
    /** How long an address is left alone that a client found in use. */
    private static final long DECLINED_SECONDS = 600;

    private final DhcpServerSettings settings;
    private final Map<Ipv4Address, Binding> bindings = new LinkedHashMap<>();

    /**
     * An address that is lent, offered, or not to be touched.
     *
     * @param client who has it; empty if it was declined
     * @param until in nanoseconds
     * @param bound whether it was confirmed
     */
    public record Binding(String client, MacAddress mac, Ipv4Address address, long until, boolean bound) {}

    public DhcpServer(DhcpServerSettings settings) {
        this.settings = settings;
    }

    /** The addresses that are in use now. */
    public Map<Ipv4Address, Binding> bindings(long now) {
        bindings.values().removeIf(binding -> binding.until <= now);
        return Map.copyOf(bindings);
    }

    /** Takes a message and returns what it says to it, if anything. */
    public Optional<DhcpMessage> received(DhcpMessage message, long now) {
        if (message.reply() || message.giaddr().value() != 0) {
            return Optional.empty();
        }
        String client = client(message);
        return switch (message.type()) {
            case DISCOVER -> onDiscover(message, client, now);
            case REQUEST -> onRequest(message, client, now);
            case INFORM ->
                Optional.of(message.answer(
                        Ipv4Address.ANY, options(DhcpMessageType.ACK).build()));
            case RELEASE -> {
                bindings.computeIfPresent(
                        message.ciaddr(), (address, binding) -> binding.client.equals(client) ? null : binding);
                yield Optional.empty();
            }
            case DECLINE -> {
                message.options()
                        .address(DhcpOption.REQUESTED_ADDRESS)
                        .ifPresent(address -> bindings.computeIfPresent(
                                address,
                                (same, binding) -> binding.client.equals(client)
                                        ? new Binding("", binding.mac, address, now + DECLINED_SECONDS * SECOND, false)
                                        : binding));
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static String client(DhcpMessage message) {
        byte[] identifier = message.options().value(DhcpOption.CLIENT_IDENTIFIER);
        return identifier == null ? message.chaddr().toString() : HexFormat.of().formatHex(identifier);
    }

    private Optional<DhcpMessage> onDiscover(DhcpMessage message, String client, long now) {
        Ipv4Address wanted =
                message.options().address(DhcpOption.REQUESTED_ADDRESS).orElse(null);
        return choose(client, wanted, now).map(address -> {
            Binding before = bindings.get(address);
            if (before == null || !before.bound) {
                bind(message, client, address, now + OFFER_SECONDS * SECOND, false);
            }
            return message.answer(address, leased(DhcpMessageType.OFFER));
        });
    }

    /** What the client has, else what it wants, else the first that is free (§4.3.1). */
    private Optional<Ipv4Address> choose(String client, Ipv4Address wanted, long now) {
        bindings.values().removeIf(binding -> binding.until <= now);
        for (Binding binding : bindings.values()) {
            if (binding.client.equals(client)) {
                return Optional.of(binding.address);
            }
        }
        if (wanted != null && isInPool(wanted) && !bindings.containsKey(wanted)) {
            return Optional.of(wanted);
        }
        for (int value = settings.first().value(); ; value++) {
            Ipv4Address address = new Ipv4Address(value);
            if (!bindings.containsKey(address) && isInPool(address)) {
                return Optional.of(address);
            }
            if (value == settings.last().value()) {
                return Optional.empty();
            }
        }
    }

    /** Its own address is not lent, unless there is nothing else: a server that is to give an address in use. */
    private boolean isInPool(Ipv4Address address) {
        return address.compareTo(settings.first()) >= 0
                && address.compareTo(settings.last()) <= 0
                && (!address.equals(settings.server()) || settings.first().equals(settings.last()));
    }

    private Optional<DhcpMessage> onRequest(DhcpMessage message, String client, long now) {
        Ipv4Address server =
                message.options().address(DhcpOption.SERVER_IDENTIFIER).orElse(null);
        if (server != null && !server.equals(settings.server())) {
            bindings.values().removeIf(binding -> binding.client.equals(client) && !binding.bound);
            return Optional.empty(); // it takes another's offer
        }
        Ipv4Address wanted =
                message.options().address(DhcpOption.REQUESTED_ADDRESS).orElse(message.ciaddr());
        Binding binding = bindings.get(wanted);
        boolean free = binding == null || binding.until <= now || binding.client.equals(client);
        if (!isInPool(wanted) || !free) {
            return Optional.of(message.answer(
                    Ipv4Address.ANY,
                    DhcpOptions.builder()
                            .put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) DhcpMessageType.NAK.code()})
                            .put(DhcpOption.SERVER_IDENTIFIER, settings.server())
                            .put(DhcpOption.MESSAGE, "address not available")
                            .build()));
        }
        long until = settings.seconds() == DhcpLease.INFINITE ? Long.MAX_VALUE : now + settings.seconds() * SECOND;
        bind(message, client, wanted, until, true);
        return Optional.of(message.answer(wanted, leased(DhcpMessageType.ACK)));
    }

    private void bind(DhcpMessage message, String client, Ipv4Address address, long until, boolean bound) {
        bindings.put(address, new Binding(client, message.chaddr(), address, until, bound));
    }

    private DhcpOptions leased(DhcpMessageType type) {
        return options(type).putInt(DhcpOption.LEASE_TIME, settings.seconds()).build();
    }

    private DhcpOptions.Builder options(DhcpMessageType type) {
        return settings.options()
                .with()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()})
                .put(DhcpOption.SERVER_IDENTIFIER, settings.server());
    }
}
