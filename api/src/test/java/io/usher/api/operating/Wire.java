package io.usher.api.operating;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** Stands between clients and a server of this machine; once silent, it takes connections and lets nothing through. */
final class Wire implements AutoCloseable {

    private final DisposableServer entrance;
    private volatile boolean silent;

    private Wire(int server) {
        entrance = TcpServer.create()
                .host("localhost")
                .port(0)
                .handle((in, out) -> TcpClient.create()
                        .host("localhost")
                        .port(server)
                        .connect()
                        .flatMap(connection -> Mono.firstWithSignal(
                                        carry(in, connection.outbound()), carry(connection.inbound(), out))
                                .doFinally(end -> connection.dispose())))
                .bindNow();
    }

    static Wire to(int server) {
        return new Wire(server);
    }

    int port() {
        return entrance.port();
    }

    void fallSilent() {
        silent = true;
    }

    private Mono<Void> carry(NettyInbound from, NettyOutbound to) {
        return to.sendByteArray(
                        from.receive().asByteArray().concatMap(bytes -> silent ? Mono.never() : Mono.just(bytes), 1))
                .then();
    }

    @Override
    public void close() {
        entrance.disposeNow();
    }
}
