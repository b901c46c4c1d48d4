package io.usher.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Checks before the start whether the ports are free. */
final class PortCheck {

    private PortCheck() {}

    /**
     * @param databaseLeft whether the database server of a killed run may still listen, which the start is going to
     *     stop
     * @throws RefusedStartException if another program listens on one of the ports
     */
    static void allFree(Settings settings, boolean databaseLeft) {
        for (ListeningPort listening : ListeningPort.values()) {
            if (listening != ListeningPort.POSTGRES || !databaseLeft) {
                free(listening, settings.port(listening));
            }
        }
    }

    private static void free(ListeningPort listening, int port) {
        bind(listening, port, new InetSocketAddress(port));
        // Not every system reports a conflict between a listener on one address and one on all.
        bind(listening, port, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static void bind(ListeningPort listening, int port, InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new RefusedStartException(
                    "%s: port %d is not available: %s (stop the program that listens there, or choose another port)"
                            .formatted(listening.setting(), port, e.getMessage()),
                    e);
        }
    }
}
