package io.usher.api.deadletters;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Forgets the records of dead letters that are about a person. */
public final class ErasingDeadLetters {

    /** In a record that cannot be read, the organization too is looked for in all of it. */
    private static final String ABOUT_THEM = """
            where state <> 'deleted' and set_aside_at <= :until and directory.is_about(
                coalesce(key, '') || ' '::bytea || coalesce(payload, '') || coalesce((
                    select string_agg(' '::bytea || decode(header ->> 'value', 'base64'), '')
                    from json_array_elements(headers::json) as header), ''),
                :organization, :spellings)""";

    private final DatabaseClient database;

    ErasingDeadLetters(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Forgets those that name the person and the organization, by its id: they are deleted, as an operator does it. Inside of
     * the caller's transaction; may be repeated.
     */
    public Mono<Void> erase(MemberErasureRequested request) {
        return database.sql(DeadLetters.FORGET + ABOUT_THEM)
                .bind("now", request.at())
                .bind("until", request.until())
                .bind("organization", request.organization().value())
                .bind("spellings", EmailAddress.spellings(request.address()).toArray(String[]::new))
                .then();
    }
}
