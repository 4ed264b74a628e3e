package dev.lanyard.os;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Memory outside the heap, and the addresses at which the kernel finds it. */
public final class NativeMemory {
    private NativeMemory() {}

    /**
     * A zeroed direct buffer in network byte order.
     *
     * @param size bytes, at least 0
     */
    public static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size);
    }

    /**
     * The address of index 0 of a direct buffer, whatever its position. It stays valid while the buffer is reachable: whoever
     * keeps the address keeps the buffer. Costs a call into native code, so ask once per buffer, not once per frame.
     *
     * @throws IllegalArgumentException if the buffer lies on the heap
     */
    public static long address(ByteBuffer direct) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("a buffer on the heap has no fixed address");
        }
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }
}
