package dev.lanyard.actors.tcp;

/** Effects of a test that looks at segments only. */
@FunctionalInterface
interface TransmitOnly extends TcpEffects {
    @Override
    default void connected() {}

    @Override
    default void readable() {}

    @Override
    default void writable() {}

    @Override
    default void remoteClosed() {}

    @Override
    default void closed(TcpFailure failure) {}
}
