package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures {@code streams}: how many pages of one invitation are kept up to date at the same time by an API that has done
 * nothing else, all of those that were opened; and its memory with them in MiB: resident at its peak, at most 1 GiB, and the
 * heap after a collection. A seat is taken each second, a minute longer than planned if not all were told by then; whoever
 * was not told so is not counted.
 */
final class StreamsFigure implements AutoCloseable {

    /** At the beginning of a line. */
    private static final byte[] EVENT = "\ndata:".getBytes(UTF_8);

    private static final byte[] OK = "HTTP/1.1 200".getBytes(UTF_8);
    private static final Duration OPEN_WITHIN = Duration.ofMinutes(2);
    private static final Duration TOLD_WITHIN = Duration.ofMinutes(1);
    private static final long SEAT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For everything else that a process has open. */
    private static final int OTHER_FILES = 1000;

    private final Run run;
    private final Challenge challenge;
    private final Selector selector;
    private final InetSocketAddress server;
    private final byte[] request;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
    private final List<LiveStream> streams = new ArrayList<>();

    private StreamsFigure(Run run, Challenge challenge, Selector selector, int port) {
        this.run = run;
        this.challenge = challenge;
        this.selector = selector;
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.request = "GET /i/%s/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                .formatted(challenge.code())
                .getBytes(UTF_8);
    }

    static void measure(Run run) {
        int wanted = run.sizes().streams();
        long files = Machine.mostOpenFiles();
        if (files < wanted + OTHER_FILES) {
            run.progress()
                    .say(
                            "streams: not measured, a process may open %d files (expected %d)",
                            files, wanted + OTHER_FILES);
            return;
        }
        run.progress().say("streams: another API starts");
        run.programs().stop(Program.API);
        int port = run.programs().require(Program.API);
        Challenge challenge = Challenge.limited(run.servers().database(), "streams", Integer.MAX_VALUE);
        try (Selector selector = Selector.open();
                StreamsFigure figure = new StreamsFigure(run, challenge, selector, port)) {
            figure.measure(wanted, run.programs().pid(Program.API));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void measure(int wanted, long pid) throws IOException {
        double before = LiveHeap.mebibytesAfterCollection(pid);
        open(wanted);
        int told = told(run.sizes().streaming());
        double heap = LiveHeap.mebibytesAfterCollection(pid);
        run.note(Measured.once("streams", "", told));
        ProcessUse.peakResidentMiB(pid)
                .ifPresent(mebibytes -> run.note(Measured.once("streams memory", " MiB", mebibytes)));
        run.note(Measured.once("streams heap before", " MiB", before));
        run.note(Measured.once("streams heap", " MiB", heap));
        run.progress()
                .say(
                        "streams: %,d of %,d; heap after collection %s MiB before, %s MiB with them",
                        told, wanted, Report.number(before), Report.number(heap));
    }

    private void open(int wanted) throws IOException {
        Deadline deadline = new Deadline("open streams", OPEN_WITHIN);
        while (streams.size() < wanted) {
            streams.add(new LiveStream());
            receive(0);
            deadline.check(streams.size(), wanted);
        }
        while (streams.stream().anyMatch(stream -> stream.isOpen && stream.events == 0)) {
            deadline.check(streams.stream().filter(stream -> stream.events > 0).count(), wanted);
            receive(SEAT_EVERY_NANOS);
        }
    }

    /** How many were told that another seat is taken: in that time, or in a minute more if that was too short. */
    private int told(Duration duration) throws IOException {
        streams.forEach(stream -> stream.events = 0);
        long next = System.nanoTime();
        long end = next + duration.toNanos();
        long latest = end + TOLD_WITHIN.toNanos();
        while (System.nanoTime() < end
                || (System.nanoTime() < latest
                        && streams.stream().anyMatch(stream -> stream.isOpen && stream.events == 0))) {
            if (System.nanoTime() >= next) {
                challenge.takeSeat();
                next += SEAT_EVERY_NANOS;
            }
            receive(next - System.nanoTime());
        }
        return (int) streams.stream()
                .filter(stream -> stream.isOpen && stream.events > 0)
                .count();
    }

    private void receive(long nanos) throws IOException {
        if (nanos > 0) {
            int unused = selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        } else {
            int unused = selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof LiveStream stream) {
                stream.receive();
            }
        }
        selector.selectedKeys().clear();
    }

    /** A connection with one stream. */
    private final class LiveStream {

        private final SocketChannel channel;
        private boolean isOpen = true;
        private boolean isAnswered;
        private int matched;
        private int events;

        LiveStream() throws IOException {
            this.channel = SocketChannel.open(server);
            ByteBuffer out = ByteBuffer.wrap(request);
            while (out.hasRemaining()) {
                int unused = channel.write(out);
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void receive() throws IOException {
            in.clear();
            if (read() < 0) {
                isOpen = false;
                channel.close();
                return;
            }
            byte[] bytes = in.array();
            if (!isAnswered) {
                // The status line comes in one piece.
                isAnswered = true;
                isOpen = Arrays.equals(bytes, 0, Math.min(OK.length, in.position()), OK, 0, OK.length);
            }
            for (int i = 0; i < in.position(); i++) {
                matched = bytes[i] == EVENT[matched] ? matched + 1 : bytes[i] == EVENT[0] ? 1 : 0;
                if (matched == EVENT.length) {
                    events++;
                    matched = 0;
                }
            }
        }

        /** Negative if it has ended. */
        private int read() {
            try {
                return channel.read(in);
            } catch (IOException broken) {
                return -1;
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (LiveStream stream : streams) {
            stream.channel.close();
        }
    }
}
