package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import java.util.concurrent.CompletionStage;

/** A TCP port that takes connections. */
public interface TcpListener {
    Endpoint local();

    /** The next connection that a peer opened. Several calls may wait; they are served in order. */
    CompletionStage<TcpSocket> accept();

    /** Takes no more connections; waiting calls fail, those accepted before go on, those in the backlog are reset. */
    CompletionStage<Void> close();
}
