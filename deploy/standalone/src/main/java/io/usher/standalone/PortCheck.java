package io.usher.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out before anything starts whether the ports can be had. */
final class PortCheck {

    private PortCheck() {}

    /**
     * @param databaseLeft whether a killed run has left its database server behind, which may hold the port until the
     *     next start stops it
     * @throws RefusedStartException when another program listens on one of the ports
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
        // Not every system counts a listener on one address as a conflict with one on all.
        bind(listening, port, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static void bind(ListeningPort listening, int port, InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new RefusedStartException(
                    "%s: port %d cannot be had: %s (stop what listens there, or choose another port)"
                            .formatted(listening.setting(), port, e.getMessage()),
                    e);
        }
    }
}
