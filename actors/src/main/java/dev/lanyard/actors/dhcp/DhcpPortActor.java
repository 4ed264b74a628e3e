package dev.lanyard.actors.dhcp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.actors.udp.UdpSocketActor;
import dev.lanyard.link.LayerMessage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients' port, open as long as one of them may be answered. It has no state but that. */
final class DhcpPortActor {
    private static final Logger LOG = LoggerFactory.getLogger(DhcpPortActor.class);

    private final ActorRef<UdpActor.Command> udp;
    private final DhcpPort handler;
    private CompletableFuture<UdpActor.Bound> bound;

    private DhcpPortActor(ActorRef<UdpActor.Command> udp, DhcpPort handler) {
        this.udp = udp;
        this.handler = handler;
    }

    /** What the port is told; to open an open one or to close a closed one does nothing. */
    sealed interface Command extends LayerMessage permits Open, Close {}

    record Open() implements Command {}

    record Close() implements Command {}

    /**
     * @param client gets what servers send; called on the event loop
     */
    static Behavior<Command> create(ActorRef<UdpActor.Command> udp, Consumer<byte[]> client) {
        return Behaviors.setup(context -> {
            DhcpPortActor port = new DhcpPortActor(udp, new DhcpPort(client));
            return Behaviors.receiveMessage(port::onMessage);
        });
    }

    private Behavior<Command> onMessage(Command command) {
        if (command instanceof Open && bound == null) {
            bound = new CompletableFuture<>();
            bound.exceptionally(failure -> {
                LOG.error("DHCP cannot have its port, and gets no answers: {}", failure.getMessage());
                return null;
            });
            Endpoint local = new Endpoint(Ipv4Address.ANY, DhcpMessage.CLIENT_PORT);
            udp.tell(new UdpActor.Bind(local, null, UdpOptions.DEFAULT, handler, bound));
        } else if (command instanceof Close && bound != null) {
            bound.thenAccept(socket -> socket.socket().tell(new UdpSocketActor.Close(new CompletableFuture<>())));
            bound = null;
        }
        return Behaviors.same();
    }
}
