package dev.lanyard.actors.dhcp;

import dev.lanyard.link.MacAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes messages. */
final class DhcpWriter {
    private static final int FILE_LENGTH = DhcpMessage.COOKIE_OFFSET - DhcpMessage.FILE_OFFSET;
    private static final int SNAME_LENGTH = DhcpMessage.FILE_OFFSET - DhcpMessage.SNAME_OFFSET;
    private static final int OVERLOAD_LENGTH = 3;
    private static final int FLAG_BROADCAST = 0x8000;

    private DhcpWriter() {}

    static byte[] emit(DhcpMessage message, int limit) {
        byte[] options = message.options().emit();
        int room = Math.max(limit, DhcpMessage.MINIMUM_MESSAGE) - DhcpMessage.OPTIONS_OFFSET - 1;
        List<Integer> fields =
                options.length <= room ? List.of(options.length) : split(options, room - OVERLOAD_LENGTH);
        boolean overload = fields.size() > 1;
        int length = DhcpMessage.OPTIONS_OFFSET + fields.get(0) + (overload ? OVERLOAD_LENGTH : 0) + 1;
        ByteBuffer out = ByteBuffer.allocate(Math.max(length, DhcpMessage.BOOTP_LENGTH));
        out.put((byte) (message.reply() ? 2 : 1))
                .put((byte) 1)
                .put((byte) MacAddress.LENGTH)
                .put((byte) 0);
        out.putInt(message.xid());
        out.putShort((short) message.secs()).putShort((short) (message.broadcast() ? FLAG_BROADCAST : 0));
        out.putInt(message.ciaddr().value()).putInt(message.yiaddr().value());
        out.putInt(message.siaddr().value()).putInt(message.giaddr().value());
        out.putShort((short) (message.chaddr().value() >>> 32))
                .putInt((int) message.chaddr().value());
        out.putInt(DhcpMessage.COOKIE_OFFSET, DhcpMessage.COOKIE);
        out.position(DhcpMessage.OPTIONS_OFFSET);
        int end = fields.get(0);
        out.put(options, 0, end);
        if (overload) {
            int used = fields.size() == 2 ? 1 : 3;
            out.put((byte) DhcpOption.OVERLOAD).put((byte) 1).put((byte) used);
        }
        out.put((byte) DhcpOption.END);
        int[] offsets = {DhcpMessage.FILE_OFFSET, DhcpMessage.SNAME_OFFSET};
        for (int i = 1; i < fields.size(); i++) {
            int offset = offsets[i - 1];
            out.put(offset, options, end, fields.get(i));
            out.put(offset + fields.get(i), (byte) DhcpOption.END);
            end += fields.get(i);
        }
        return out.array();
    }

    /** How many octets of whole options go to the options field, to file and to sname. */
    private static List<Integer> split(byte[] options, int room) {
        int[] rooms = {room, FILE_LENGTH - 1, SNAME_LENGTH - 1};
        List<Integer> fields = new ArrayList<>();
        int position = 0;
        for (int field = 0; field < rooms.length && position < options.length; field++) {
            int start = position;
            while (position < options.length && position + size(options, position) - start <= rooms[field]) {
                position += size(options, position);
            }
            fields.add(position - start);
        }
        if (position < options.length) {
            return List.of(options.length); // too much for all three: a longer message it is
        }
        return fields;
    }

    private static int size(byte[] options, int position) {
        return 2 + (options[position + 1] & 0xff);
    }

    /** The client identifier that a hardware address makes (RFC 2132 §9.14). */
    static byte[] clientIdentifier(MacAddress mac) {
        byte[] identifier = new byte[7];
        ByteBuffer.wrap(identifier)
                .put((byte) 1)
                .putShort((short) (mac.value() >>> 32))
                .putInt((int) mac.value());
        return identifier;
    }
}
