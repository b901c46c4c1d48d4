package io.usher.acceptance.deciding.r2dbc;

import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/** Another transaction changed the state that a batch was decided on. The batch is decided again. */
final class LostRace extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LostRace(String what) {
        super(what + ": changed while the batch was decided (nothing of it was stored)");
    }

    /** Executes an update. Fails if it does not change that number of rows. */
    static Mono<Void> unless(GenericExecuteSpec update, int rows, String what) {
        return update.fetch()
                .rowsUpdated()
                .filter(changed -> changed == rows)
                .switchIfEmpty(Mono.error(() -> new LostRace(what)))
                .then();
    }
}
