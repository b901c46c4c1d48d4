package io.usher.acceptance.deciding.r2dbc;

import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/** Another transaction changed what a batch was decided on before the batch could lock it: it is to be decided again. */
final class LostRace extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LostRace(String what) {
        super(what + ": changed while the batch was decided (nothing of it was stored)");
    }

    /** Executes an update; fails if it changes another number of rows. */
    static Mono<Void> unless(GenericExecuteSpec update, int rows, String what) {
        return update.fetch()
                .rowsUpdated()
                .filter(changed -> changed == rows)
                .switchIfEmpty(Mono.error(() -> new LostRace(what)))
                .then();
    }
}
