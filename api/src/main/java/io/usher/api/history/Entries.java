package io.usher.api.history;

import static io.usher.runtime.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.history.Entry.Actor;
import io.usher.api.history.Entry.Subject;
import io.usher.api.http.json.Reference;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the audit log has. */
final class Entries {

    private static final String ENTRIES = """
            select place, id, at, organization_id, actor_kind, actor_id, actor_name, action, subject_kind,
                   subject_id, subject_name, network, before::text as before, after::text as after
            from directory.audit
            where %s
              and (:before::bigint is null or place < :before)
              and (:actor::uuid is null or actor_id = :actor)
              and (:actorKind::text is null or actor_kind = :actorKind)
              and (:action::text is null or action = :action)
              and (:subjectKind::text is null or subject_kind = :subjectKind)
              and (:from::timestamptz is null or at >= :from)
              and (:to::timestamptz is null or at < :to)
              and (:q::text is null
                   or strpos(lower(concat_ws(' ', actor_name, subject_name, array_to_string(people, ' '))), lower(:q)) > 0)
            order by place desc limit :limit""";

    private final DatabaseClient database;
    private final JsonMapper json;

    Entries(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** An entry at its place in the log. */
    record Placed(long place, Entry entry) {}

    /**
     * The newest first.
     *
     * @param organization null = the platform's
     * @param before only those at earlier places; null = all
     */
    Flux<Placed> list(@Nullable OrganizationId organization, EntryFilter filter, @Nullable Long before, int limit) {
        UUID subject = id(filter.subject());
        GenericExecuteSpec statement = of(organization, subject);
        return (subject == null ? statement : statement.bind("subject", subject))
                .bind("before", orNull(before, Long.class))
                .bind("actor", orNull(id(filter.actor()), UUID.class))
                .bind("actorKind", orNull(kind(filter.actor()), String.class))
                .bind("action", orNull(filter.action(), String.class))
                .bind("subjectKind", orNull(kind(filter.subject()), String.class))
                .bind("from", orNull(filter.from(), Instant.class))
                .bind("to", orNull(filter.to(), Instant.class))
                .bind("q", orNull(filter.q(), String.class))
                .bind("limit", limit)
                .map(this::entry)
                .all();
    }

    /** The statement with the conditions that are for an index: null is equal to nothing. */
    private GenericExecuteSpec of(@Nullable OrganizationId organization, @Nullable UUID subject) {
        String about = subject == null ? "" : " and subject_id = :subject";
        return organization == null
                ? database.sql(ENTRIES.formatted("organization_id is null" + about))
                : database.sql(ENTRIES.formatted("organization_id = :organization" + about))
                        .bind("organization", organization.value());
    }

    /** The id in a text such as {@code key:<id>}, or alone. */
    private static @Nullable UUID id(@Nullable String text) {
        return text == null
                ? null
                : Reference.of(text.substring(text.indexOf(':') + 1)).id();
    }

    private static @Nullable String kind(@Nullable String text) {
        if (text == null || id(text) == null) {
            return text;
        }
        return text.indexOf(':') < 0 ? null : text.substring(0, text.indexOf(':'));
    }

    private Placed entry(Readable row) {
        Columns columns = new Columns(row);
        return new Placed(
                columns.bigint("place"),
                new Entry(
                        columns.uuid("id"),
                        columns.instant("at"),
                        new Actor(
                                columns.text("actor_kind"),
                                columns.optionalUuid("actor_id"),
                                columns.optionalText("actor_name")),
                        columns.text("action"),
                        new Subject(
                                columns.text("subject_kind"),
                                columns.optionalUuid("subject_id"),
                                columns.optionalText("subject_name")),
                        columns.optionalUuid("organization_id"),
                        columns.optionalText("network"),
                        tree(columns.optionalText("before")),
                        tree(columns.optionalText("after"))));
    }

    private @Nullable JsonNode tree(@Nullable String text) {
        return text == null ? null : json.readTree(text);
    }
}
