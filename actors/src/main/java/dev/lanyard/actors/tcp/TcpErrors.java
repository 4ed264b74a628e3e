package dev.lanyard.actors.tcp;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;

/** Failures as the exceptions of java.net that people expect. */
final class TcpErrors {
    private TcpErrors() {}

    /** Why an attempt to connect came to nothing. */
    static IOException connecting(TcpFailure failure) {
        return switch (failure) {
            case REFUSED -> new ConnectException("Connection refused");
            case TIMED_OUT -> new ConnectException("Connection timed out");
            default -> established(failure);
        };
    }

    /** Why a connection that was established is none any more. */
    static IOException established(TcpFailure failure) {
        return switch (failure) {
            case REFUSED, RESET -> new SocketException("Connection reset");
            case TIMED_OUT -> new SocketException("Connection timed out");
            case UNREACHABLE -> new NoRouteToHostException("No route to host");
            case ABORTED -> closed();
        };
    }

    static SocketException closed() {
        return new SocketException("Socket closed");
    }
}
