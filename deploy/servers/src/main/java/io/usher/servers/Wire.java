package io.usher.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/**
 * Stands between clients and PostgreSQL, as a network does; once silent, it takes connections and lets nothing through,
 * and nobody is told.
 */
public final class Wire implements AutoCloseable {

    private final DisposableServer entrance;
    /** Of the connections that come now; each keeps the one that it came under. */
    private volatile AtomicBoolean silent = new AtomicBoolean();

    private volatile @Nullable String last;

    private Wire(PostgresServer server) {
        entrance = TcpServer.create()
                .host("localhost")
                .port(0)
                .handle((in, out) -> {
                    AtomicBoolean cut = silent;
                    return TcpClient.create()
                            .host(server.host())
                            .port(server.port())
                            .connect()
                            .flatMap(connection -> Mono.firstWithSignal(
                                            carry(in, connection.outbound(), cut),
                                            carry(connection.inbound(), out, cut))
                                    .doFinally(end -> connection.dispose()));
                })
                .bindNow();
    }

    public static Wire to(PostgresServer server) {
        return new Wire(server);
    }

    /** The database as it is reached over this wire. */
    public Database carrying(Database database) {
        return new Database("localhost", entrance.port(), database.name(), database.owner(), database.ownerPassword());
    }

    public void fallSilent() {
        silent.set(true);
    }

    /** Lets a message with these words through, and nothing from then on. */
    public void fallSilentAfter(String words) {
        last = words;
    }

    public boolean isSilent() {
        return silent.get();
    }

    /** What connects from now on is carried; on what was connected before, nothing comes any more. */
    public void carryAgain() {
        last = null;
        silent = new AtomicBoolean();
    }

    private Mono<Void> carry(NettyInbound from, NettyOutbound to, AtomicBoolean cut) {
        return to.sendByteArray(from.receive()
                        .asByteArray()
                        .concatMap(bytes -> cut.get() ? Mono.never() : Mono.just(bytes), 1)
                        .doOnNext(bytes -> cut.compareAndSet(false, isLast(bytes))))
                .then();
    }

    private boolean isLast(byte[] bytes) {
        String words = last;
        return words != null && new String(bytes, ISO_8859_1).contains(words);
    }

    @Override
    public void close() {
        entrance.disposeNow();
    }
}
