package dev.lanyard.os;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** {@code struct ifreq}: the name of an interface and the one thing that an ioctl sets or gets. */
final class InterfaceRequest {
    private static final int VALUE_OFFSET = IfTun.IFNAMSIZ;
    private static final int LENGTH = 40;

    // struct sockaddr_in, at VALUE_OFFSET
    private static final int FAMILY_OFFSET = VALUE_OFFSET;
    private static final int ADDRESS_OFFSET = VALUE_OFFSET + 4;

    private final ByteBuffer memory = NativeMemory.allocate(LENGTH).order(ByteOrder.nativeOrder());

    InterfaceRequest(String name) {
        memory.put(0, name.getBytes(StandardCharsets.US_ASCII));
    }

    InterfaceRequest flags(int flags) {
        memory.putShort(VALUE_OFFSET, (short) flags);
        return this;
    }

    int flags() {
        return Short.toUnsignedInt(memory.getShort(VALUE_OFFSET));
    }

    InterfaceRequest number(int number) {
        memory.putInt(VALUE_OFFSET, number);
        return this;
    }

    int number() {
        return memory.getInt(VALUE_OFFSET);
    }

    InterfaceRequest ipv4(int address) {
        memory.putShort(FAMILY_OFFSET, LibC.AF_INET);
        for (int i = 0; i < Integer.BYTES; i++) {
            memory.put(ADDRESS_OFFSET + i, (byte) (address >>> 24 - 8 * i));
        }
        return this;
    }

    /** Returns 0, or the reason why it failed. */
    int send(int fd, long request) {
        int result = LibC.ioctl(fd, request, NativeMemory.address(memory));
        int errno = result < 0 ? LibC.errno() : 0;
        Reference.reachabilityFence(this);
        return errno;
    }

    /** An ioctl that takes a pointer to a number; returns 0, or the reason why it failed. */
    static int sendInt(int fd, long request, int value) {
        ByteBuffer number = NativeMemory.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0, value);
        int result = LibC.ioctl(fd, request, NativeMemory.address(number));
        int errno = result < 0 ? LibC.errno() : 0;
        Reference.reachabilityFence(number);
        return errno;
    }
}
