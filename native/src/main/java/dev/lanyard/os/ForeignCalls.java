package dev.lanyard.os;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The calls by the foreign function interface of JDK 22 and newer ({@code java.lang.foreign}, JEP 454). As this is built for JDK 17, it
 * finds the interface by reflection, once; the calls themselves are method handles that the compiler inlines.
 */
final class ForeignCalls extends SystemCalls {
    private static final int FIRST_JDK = 22;

    private static final ThreadLocal<CallState> STATE = ThreadLocal.withInitial(Linked::state);

    private ForeignCalls() {}

    /** Where a call leaves errno: memory of the calling thread, as the interface knows it and as we read it. */
    private record CallState(Object segment, ByteBuffer errno) {
        int failure() {
            return -errno.getInt(0);
        }
    }

    /** Links the calls, which takes some 100 ms; empty if this JDK has no such interface or refuses. */
    static Optional<SystemCalls> link() {
        if (Runtime.version().feature() < FIRST_JDK) {
            return Optional.empty();
        }
        try {
            STATE.get();
            return Optional.of(new ForeignCalls());
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    @Override
    long read(int fd, long address, long length) {
        CallState state = STATE.get();
        try {
            long result = (long) Linked.READ.invokeExact(state.segment, fd, address, length);
            return result < 0 ? state.failure() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    long write(int fd, long address, long length) {
        CallState state = STATE.get();
        try {
            long result = (long) Linked.WRITE.invokeExact(state.segment, fd, address, length);
            return result < 0 ? state.failure() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    long ppoll(long fds, long count, long timespec) {
        CallState state = STATE.get();
        try {
            int result = (int) Linked.PPOLL.invokeExact(state.segment, fds, count, timespec, 0L);
            return result < 0 ? state.failure() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static AssertionError unexpected(Throwable e) {
        return new AssertionError("a system call does not throw", e);
    }

    /** The handles: each takes the memory for errno, then what the call takes. */
    private static final class Linked {
        static final MethodHandle READ;
        static final MethodHandle WRITE;
        static final MethodHandle PPOLL;

        private static final String PACKAGE = "java.lang.foreign.";

        static {
            try {
                READ = handle("read", long.class, int.class, long.class, long.class);
                WRITE = handle("write", long.class, int.class, long.class, long.class);
                PPOLL = handle("ppoll", int.class, long.class, long.class, long.class, long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private Linked() {}

        /** A handle of type (Object, parameters) → result on a function of the C library. */
        private static MethodHandle handle(String name, Class<?> result, Class<?>... parameters)
                throws ReflectiveOperationException {
            Class<?> linkerType = type("Linker");
            Class<?> descriptorType = type("FunctionDescriptor");
            Class<?> layoutType = type("MemoryLayout");
            Class<?> optionType = type("Linker$Option");
            Object linker = linkerType.getMethod("nativeLinker").invoke(null);
            Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
            Optional<?> function = (Optional<?>)
                    type("SymbolLookup").getMethod("find", String.class).invoke(lookup, name);
            Object symbol = function.orElseThrow(() -> new NoSuchMethodException(name));

            Object layouts = Array.newInstance(layoutType, parameters.length);
            for (int i = 0; i < parameters.length; i++) {
                Array.set(layouts, i, layout(parameters[i]));
            }
            Object descriptor = descriptorType
                    .getMethod("of", layoutType, layouts.getClass())
                    .invoke(null, layout(result), layouts);
            Object options = Array.newInstance(optionType, 1);
            Object errno = optionType
                    .getMethod("captureCallState", String[].class)
                    .invoke(null, (Object) new String[] {"errno"});
            Array.set(options, 0, errno);
            MethodHandle handle = (MethodHandle) linkerType
                    .getMethod("downcallHandle", type("MemorySegment"), descriptorType, options.getClass())
                    .invoke(linker, symbol, descriptor, options);
            return handle.asType(MethodType.methodType(result, Object.class, parameters));
        }

        /** Memory for errno, which lives as long as its thread. */
        static CallState state() {
            try {
                Object layout =
                        type("Linker$Option").getMethod("captureStateLayout").invoke(null);
                Class<?> arenaType = type("Arena");
                Object arena = arenaType.getMethod("ofAuto").invoke(null);
                Object segment =
                        arenaType.getMethod("allocate", type("MemoryLayout")).invoke(arena, layout);
                Buffer view =
                        (Buffer) type("MemorySegment").getMethod("asByteBuffer").invoke(segment);
                return new CallState(segment, ((ByteBuffer) view).order(ByteOrder.nativeOrder()));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("errno of foreign calls", e);
            }
        }

        private static Object layout(Class<?> primitive) throws ReflectiveOperationException {
            String name = primitive == int.class ? "JAVA_INT" : "JAVA_LONG";
            return type("ValueLayout").getField(name).get(null);
        }

        private static Class<?> type(String name) throws ClassNotFoundException {
            return Class.forName(PACKAGE + name);
        }
    }
}
