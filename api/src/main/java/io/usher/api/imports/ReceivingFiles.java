package io.usher.api.imports;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Turns;
import io.usher.api.http.security.TurnsOfTenants;
import io.usher.api.http.uploads.UploadSettings;
import io.usher.api.imports.ReadingUpload.Received;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Puts files into the database while they arrive, each in little memory, few at a time. */
final class ReceivingFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ReceivingFiles.class);

    /** Of Reactor, for what a chain has no use for any more. */
    private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

    private static final Duration TURN_WITHIN = Duration.ofSeconds(10);

    /** What a connection may have read ahead. */
    private static final int BUFFERED = 4;

    private final ImportFiles files;
    private final UploadSettings settings;
    private final Turns turns;
    private final TurnsOfTenants turnsOfTenants;

    ReceivingFiles(ImportFiles files, UploadSettings settings) {
        this.files = files;
        this.settings = settings;
        this.turns = new Turns(settings.atOnce(), settings.atOnce(), TURN_WITHIN);
        this.turnsOfTenants = new TurnsOfTenants(settings.atOnceOfTenant(), settings.atOnceOfTenant(), TURN_WITHIN);
    }

    /** A file that is in the database. */
    record Stored(UUID file, Received received) {}

    /** @param made once its row is there, also if the upload is cancelled meanwhile: only then can it be deleted */
    private record Begun(UUID id, Mono<Void> made) {}

    /**
     * Receives a file, and deletes it afterwards unless an import has it then. Ends the request with 413 or 422 if it is
     * too large or no CSV.
     *
     * @param caller an organization that sends many files, or slowly, leaves room for the others
     * @param use what to do once all of it is there
     */
    <T> Mono<T> receive(Caller caller, Flux<byte[]> body, Function<Stored, Mono<T>> use) {
        Mono<T> received = Mono.usingWhen(
                Mono.fromSupplier(this::begin),
                file -> file.made()
                        .then(store(file.id(), body))
                        .flatMap(stored -> use.apply(new Stored(file.id(), stored))),
                file -> file.made()
                        .thenReturn(true)
                        .onErrorReturn(false)
                        .filter(made -> made)
                        .flatMap(made -> files.deleteUnlessUsed(file.id())));
        return turnsOfTenants.inTurn(caller, () -> turns.inTurn(() -> received));
    }

    private Begun begin() {
        UUID id = files.newId();
        return new Begun(id, files.begin(id).cache());
    }

    private Mono<Received> store(UUID file, Flux<byte[]> body) {
        return Mono.defer(() -> {
            ReadingUpload reading = new ReadingUpload(settings.mostRows());
            // To look at a file takes a while: not on the threads that serve others.
            Flux<byte[]> pieces = bounded(body)
                    .publishOn(Schedulers.parallel(), BUFFERED)
                    .concatMapIterable(reading::read, 1)
                    .concatWith(Flux.defer(() -> Flux.fromIterable(reading.finish())));
            return pieces.index()
                    .concatMap(piece -> files.append(file, Math.toIntExact(piece.getT1()), piece.getT2()), 1)
                    .then(Mono.fromSupplier(reading::received))
                    .contextWrite(
                            context -> context.put(ON_ERROR_DROPPED, (Consumer<Throwable>) ReceivingFiles::repeated));
        });
    }

    /** The reader of a form fails once more at its end after it was refused, or what was read of it. */
    private static void repeated(Throwable failure) {
        LOG.debug("after the file was refused: {}", failure.toString());
    }

    private Flux<byte[]> bounded(Flux<byte[]> body) {
        AtomicLong received = new AtomicLong();
        return body.doOnNext(bytes -> {
            if (received.addAndGet(bytes.length) > settings.largest().toBytes()) {
                throw Refusal.tooLarge(settings.largest());
            }
        });
    }
}
