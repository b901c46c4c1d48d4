package io.usher.api.operating;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.usher.servers.Database;
import io.usher.servers.PostgresServer;
import org.jspecify.annotations.Nullable;
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
    private volatile @Nullable String last;

    private Wire(PostgresServer server) {
        entrance = TcpServer.create()
                .host("localhost")
                .port(0)
                .handle((in, out) -> TcpClient.create()
                        .host(server.host())
                        .port(server.port())
                        .connect()
                        .flatMap(connection -> Mono.firstWithSignal(
                                        carry(in, connection.outbound()), carry(connection.inbound(), out))
                                .doFinally(end -> connection.dispose())))
                .bindNow();
    }

    static Wire to(PostgresServer server) {
        return new Wire(server);
    }

    /** The database as it is reached over this wire. */
    Database carrying(Database database) {
        return new Database("localhost", entrance.port(), database.name(), database.owner(), database.ownerPassword());
    }

    void fallSilent() {
        silent = true;
    }

    /** Lets a message with these words through, and nothing from then on. */
    void fallSilentAfter(String words) {
        last = words;
    }

    private Mono<Void> carry(NettyInbound from, NettyOutbound to) {
        return to.sendByteArray(from.receive()
                        .asByteArray()
                        .concatMap(bytes -> silent ? Mono.never() : Mono.just(bytes), 1)
                        .doOnNext(this::listen))
                .then();
    }

    private void listen(byte[] bytes) {
        String words = last;
        if (words != null && new String(bytes, ISO_8859_1).contains(words)) {
            silent = true;
        }
    }

    @Override
    public void close() {
        entrance.disposeNow();
    }
}
