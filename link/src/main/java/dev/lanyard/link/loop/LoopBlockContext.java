package dev.lanyard.link.loop;

import java.util.function.Supplier;
import scala.Function0;
import scala.concurrent.BlockContext;
import scala.concurrent.BlockContext$;
import scala.concurrent.CanAwait;

/**
 * Stands around calls into Akka that wait for actors. On a virtual loop the calling thread is also the one that runs those
 * actors, so it runs them before it waits; without that it would wait for itself.
 */
final class LoopBlockContext implements BlockContext {
    private final EventLoop loop;

    LoopBlockContext(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    <T> T call(Supplier<T> body) {
        return BlockContext$.MODULE$.withBlockContext(this, body::get);
    }

    @Override
    public <T> T blockOn(Function0<T> wait, CanAwait permission) {
        if (loop instanceof VirtualLoop virtual && virtual.inLoop()) {
            virtual.runReady();
        }
        return wait.apply();
    }
}
