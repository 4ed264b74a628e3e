package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** Reads messages that anybody may have made. */
final class DhcpReader {
    private static final int ETHERNET = 1;
    private static final int FILE_HAS_OPTIONS = 1;
    private static final int SNAME_HAS_OPTIONS = 2;

    private final byte[] octets;
    private final Map<Integer, ByteArrayOutputStream> parts = new TreeMap<>();

    private DhcpReader(byte[] octets) {
        this.octets = octets;
    }

    static DhcpMessage.Parsed parse(byte[] octets) {
        return new DhcpReader(octets).parse();
    }

    private static DhcpMessage.Parsed drop(DhcpDrop reason) {
        return new DhcpMessage.Parsed(null, reason);
    }

    private DhcpMessage.Parsed parse() {
        if (octets.length < DhcpMessage.OPTIONS_OFFSET) {
            return drop(DhcpDrop.TRUNCATED);
        }
        ByteBuffer fields = ByteBuffer.wrap(octets);
        int operation = octets[0];
        if (operation != 1 && operation != 2) {
            return drop(DhcpDrop.BAD_OPERATION);
        }
        if (octets[1] != ETHERNET || octets[2] != MacAddress.LENGTH) {
            return drop(DhcpDrop.BAD_HARDWARE_TYPE);
        }
        if (fields.getInt(DhcpMessage.COOKIE_OFFSET) != DhcpMessage.COOKIE) {
            return drop(DhcpDrop.BAD_COOKIE);
        }
        DhcpDrop drop = readOptions();
        if (drop != null) {
            return drop(drop);
        }
        Map<Integer, byte[]> values = new TreeMap<>();
        parts.forEach((code, value) -> values.put(code, value.toByteArray()));
        drop = DhcpOptionRules.check(values);
        if (drop != null) {
            return drop(drop);
        }
        long mac = Integer.toUnsignedLong(fields.getInt(28)) << 16 | fields.getShort(32) & 0xffff;
        return new DhcpMessage.Parsed(
                new DhcpMessage(
                        operation == 2,
                        fields.getInt(4),
                        fields.getShort(8) & 0xffff,
                        (fields.getShort(10) & 0x8000) != 0,
                        new Ipv4Address(fields.getInt(12)),
                        new Ipv4Address(fields.getInt(16)),
                        new Ipv4Address(fields.getInt(20)),
                        new Ipv4Address(fields.getInt(24)),
                        new MacAddress(mac),
                        new DhcpOptions(values)),
                null);
    }

    /** The options field, then file, then sname, if option 52 says so (RFC 2131 §4.1). */
    private DhcpDrop readOptions() {
        if (!readField(DhcpMessage.OPTIONS_OFFSET, octets.length)) {
            return DhcpDrop.BAD_OPTION_LENGTH;
        }
        ByteArrayOutputStream overload = parts.remove(DhcpOption.OVERLOAD);
        if (overload == null) {
            return null;
        }
        byte[] value = overload.toByteArray();
        if (value.length != 1 || value[0] < 1 || value[0] > 3) {
            return DhcpDrop.BAD_OPTION_VALUE;
        }
        boolean good = true;
        if ((value[0] & FILE_HAS_OPTIONS) != 0) {
            good = readField(DhcpMessage.FILE_OFFSET, DhcpMessage.COOKIE_OFFSET);
        }
        if ((value[0] & SNAME_HAS_OPTIONS) != 0) {
            good &= readField(DhcpMessage.SNAME_OFFSET, DhcpMessage.FILE_OFFSET);
        }
        parts.remove(DhcpOption.OVERLOAD); // one in there says nothing
        return good ? null : DhcpDrop.BAD_OPTION_LENGTH;
    }

    /** Reads until an end option or the end of the field, which some senders forget the former for. */
    private boolean readField(int from, int to) {
        int position = from;
        while (position < to) {
            int code = octets[position++] & 0xff;
            if (code == DhcpOption.END) {
                return true;
            }
            if (code == DhcpOption.PAD) {
                continue;
            }
            if (position == to) {
                return false;
            }
            int length = octets[position++] & 0xff;
            if (length > to - position) {
                return false;
            }
            parts.computeIfAbsent(code, c -> new ByteArrayOutputStream()).write(octets, position, length);
            position += length;
        }
        return true;
    }
}
