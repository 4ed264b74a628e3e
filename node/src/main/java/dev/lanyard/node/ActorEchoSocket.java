package dev.lanyard.node;

import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.node.socket.EchoSocket;
import java.util.concurrent.CompletionStage;

/** An echo socket as its actor's commands. */
final class ActorEchoSocket implements EchoSocket {
    private static final int MAXIMUM_SIZE = 65_507;

    private final EchoSocketActor.Opened opened;
    private final Operations operations;

    ActorEchoSocket(EchoSocketActor.Opened opened) {
        this.opened = opened;
        this.operations = new Operations(opened.closed());
    }

    @Override
    public CompletionStage<Void> send(Ipv4Address destination, int sequence, int size, int ttl, byte[] options) {
        int largest = MAXIMUM_SIZE - options.length;
        if (size < 0 || size > largest) {
            throw new IllegalArgumentException("size " + size + " is not in 0.." + largest);
        }
        if (options.length > IpOptions.MAXIMUM_LENGTH || options.length % 4 != 0 || IpOptions.problem(options) >= 0) {
            throw new IllegalArgumentException("the IP options are malformed");
        }
        if (sequence < 0 || sequence > 0xffff) {
            throw new IllegalArgumentException("sequence " + sequence + " is not in 0..65535");
        }
        if (ttl < 1 || ttl > 255) {
            throw new IllegalArgumentException("ttl " + ttl + " is not in 1..255");
        }
        return operations.submit(done ->
                opened.socket().tell(new EchoSocketActor.Send(destination, sequence, size, ttl, options, done)));
    }

    @Override
    public CompletionStage<Event> receive() {
        return operations.submit(result -> opened.socket().tell(new EchoSocketActor.Receive(result)));
    }

    @Override
    public CompletionStage<Void> close() {
        opened.socket().tell(new EchoSocketActor.Close());
        return opened.closed().copy();
    }
}
