package dev.lanyard.actors.icmp;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;

/** Error messages: when they may be sent, how they quote, and how those that arrive are read (RFC 1122 §3.2.2). */
public final class IcmpErrors {
    /** Bytes of the largest error, IPv4 header included (RFC 1812 §4.3.2.3). */
    public static final int MAXIMUM_LENGTH = 576;

    private static final int MAXIMUM_QUOTE = MAXIMUM_LENGTH - Ipv4Header.MINIMUM_LENGTH - IcmpHeader.LENGTH;
    private static final int QUOTED_TRANSPORT = 8;

    /** MTUs that links have (RFC 1191 §7.1). */
    private static final int[] PLATEAUS = {32_000, 17_914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68};

    private IcmpErrors() {}

    /**
     * Why no error may be sent about a delivered packet (RFC 1122 §3.2.2), or null if one may. What the link brought as a broadcast
     * but is addressed to one host was dropped before.
     */
    public static IcmpDrop checkReport(PacketBuffer packet, RoutingTable routes) {
        int destination = Ipv4Header.destination(packet);
        if (routes.isBroadcast(destination) || Ipv4Address.isMulticast(destination)) {
            return IcmpDrop.REPORT_ON_BROADCAST;
        }
        int source = Ipv4Header.source(packet);
        if (!Ipv4Address.isUnicast(source) || routes.isBroadcast(source)) {
            return IcmpDrop.REPORT_TO_NOBODY;
        }
        if ((Ipv4Header.flagsAndFragmentOffset(packet) & Ipv4Header.FRAGMENT_OFFSET_MASK) != 0) {
            return IcmpDrop.REPORT_ON_FRAGMENT;
        }
        if (Ipv4Header.protocol(packet) == IpProtocol.ICMP) {
            int index = packet.networkHeader() + Ipv4Header.deliveredLength(packet);
            boolean query =
                    index < packet.tail() && IcmpType.isQuery(packet.bytes().get(index) & 0xff);
            return query ? null : IcmpDrop.REPORT_ON_ERROR;
        }
        return null;
    }

    /** The message that a report asks for, quoting as much as fits. */
    public static PacketBuffer build(IcmpReport report, PacketAllocator allocator) {
        PacketBuffer quoted = report.packet();
        int length = Math.min(quoted.tail() - quoted.networkHeader(), MAXIMUM_QUOTE);
        PacketBuffer packet = allocator.allocate(length);
        packet.append(length);
        packet.bytes().put(packet.head(), quoted.bytes(), quoted.networkHeader(), length);
        completeChecksum(packet, quoted);
        IcmpHeader.prepend(packet, report.type(), report.code(), report.information());
        return packet;
    }

    /** A checksum that was left to a link that the packet never reaches is quoted as that link would have completed it. */
    private static void completeChecksum(PacketBuffer quote, PacketBuffer quoted) {
        int start = quoted.checksumStart();
        int offset = start + quoted.checksumOffset() - quoted.networkHeader();
        if (quoted.checksum() == ChecksumState.PARTIAL && offset + 2 <= quote.length()) {
            int sum = InternetChecksum.complement(InternetChecksum.sum(quoted.bytes(), start, quoted.tail() - start));
            boolean udp = Ipv4Header.protocol(quoted) == IpProtocol.UDP;
            quote.putShort(offset, udp && sum == 0 ? 0xffff : sum);
        }
    }

    /** Why an error message, which {@link IcmpHeader#check} accepted, is not about a packet of ours, or null if it is. */
    public static IcmpDrop checkReceived(PacketBuffer packet) {
        int quote = IcmpHeader.LENGTH;
        if (packet.length() < quote + Ipv4Header.MINIMUM_LENGTH) {
            return IcmpDrop.TRUNCATED;
        }
        int headerLength = (packet.getByte(quote) & 0xf) * 4;
        if (packet.getUnsignedByte(quote) >>> 4 != 4 || headerLength < Ipv4Header.MINIMUM_LENGTH) {
            return IcmpDrop.BAD_QUOTE;
        }
        // A packet that carries less than eight bytes is quoted whole.
        int carried = packet.getUnsignedShort(quote + Ipv4Header.TOTAL_LENGTH_OFFSET) - headerLength;
        if (packet.length() < quote + headerLength + Math.max(0, Math.min(carried, QUOTED_TRANSPORT))) {
            return IcmpDrop.TRUNCATED;
        }
        int fragment = packet.getUnsignedShort(quote + Ipv4Header.FLAGS_FRAGMENT_OFFSET);
        // Who reports an error sends it to the source of the packet, and that was us.
        if ((fragment & Ipv4Header.FRAGMENT_OFFSET_MASK) != 0
                || packet.getInt(quote + Ipv4Header.SOURCE_OFFSET) != Ipv4Header.destination(packet)) {
            return IcmpDrop.BAD_QUOTE;
        }
        int mtu = nextHopMtu(packet);
        return mtu != 0 && mtu < LinkCapabilities.MINIMUM_MTU ? IcmpDrop.BAD_MTU : null;
    }

    /** Reads an error that {@link #checkReceived} accepted. */
    public static IcmpError parse(PacketBuffer packet) {
        int quote = IcmpHeader.LENGTH;
        int transport = quote + (packet.getByte(quote) & 0xf) * 4;
        return new IcmpError(
                IcmpHeader.type(packet),
                IcmpHeader.code(packet),
                estimatedMtu(packet),
                new Ipv4Address(Ipv4Header.source(packet)),
                new Ipv4Address(packet.getInt(quote + Ipv4Header.SOURCE_OFFSET)),
                new Ipv4Address(packet.getInt(quote + Ipv4Header.DESTINATION_OFFSET)),
                packet.getUnsignedByte(quote + Ipv4Header.PROTOCOL_OFFSET),
                quotedTransport(packet, transport));
    }

    /** Eight bytes from an offset; zeros where the packet has ended. */
    private static long quotedTransport(PacketBuffer packet, int offset) {
        long quoted = 0;
        for (int i = offset; i < offset + QUOTED_TRANSPORT; i++) {
            quoted = quoted << 8 | (i < packet.length() ? packet.getUnsignedByte(i) : 0);
        }
        return quoted;
    }

    private static boolean isFragmentationNeeded(PacketBuffer packet) {
        return IcmpHeader.type(packet) == IcmpType.DESTINATION_UNREACHABLE
                && IcmpHeader.code(packet) == IcmpType.FRAGMENTATION_NEEDED;
    }

    private static int nextHopMtu(PacketBuffer packet) {
        return isFragmentationNeeded(packet) ? packet.getUnsignedShort(IcmpHeader.NEXT_HOP_MTU_OFFSET) : 0;
    }

    /** The MTU that a router named, or if it named none the next plateau below the packet (RFC 1191 §7.1). */
    private static int estimatedMtu(PacketBuffer packet) {
        int mtu = nextHopMtu(packet);
        if (mtu == 0 && isFragmentationNeeded(packet)) {
            int length = packet.getUnsignedShort(IcmpHeader.LENGTH + Ipv4Header.TOTAL_LENGTH_OFFSET);
            for (int plateau : PLATEAUS) {
                if (plateau < length) {
                    return plateau;
                }
            }
        }
        return mtu;
    }
}
