package io.usher.runtime.outbox;

import io.usher.contract.kafka.EventMessage.Source;
import java.util.Locale;

/** The schemas that have an outbox, each with the program that fills it. */
enum OutboxSchema {
    DIRECTORY(Source.API),
    ONBOARDING(Source.ACCEPTANCE_WORKER),
    NOTIFICATION(Source.NOTIFIER_WORKER);

    private final Source source;

    OutboxSchema(Source source) {
        this.source = source;
    }

    Source source() {
        return source;
    }

    String schemaName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String table() {
        return schemaName() + ".outbox";
    }

    String refusedTable() {
        return schemaName() + ".outbox_refused";
    }

    /** One row: whether the last publisher left in good order. */
    String leftTable() {
        return schemaName() + ".outbox_publisher";
    }

    /** The channel that the table's trigger notifies, and what the name of the relay's lock is derived from. */
    String channel() {
        return "usher_outbox_" + schemaName();
    }
}
