package io.usher.api.audit;

import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;
import static io.usher.runtime.Columns.orNull;

import io.usher.api.http.json.Reference;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.RequestOrigin;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the audit log. An entry is written in the transaction of what it is about: both are kept or none. It has no
 * secrets, as nothing that is passed here may have.
 */
@Component
public final class AuditLog {

    private final DatabaseClient database;
    private final JsonMapper json;
    private final Clock clock;
    private final Supplier<UUID> ids;

    AuditLog(DatabaseClient database, JsonMapper json, Clock clock, Supplier<UUID> ids) {
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Keeps what a caller did, inside of the caller's transaction. Nothing is kept if nothing differs.
     *
     * @param action the type of the event that reports it, without prefix and version
     * @param before how it was, with the names of the wire; null if it was made
     * @param after how it is now; null if it is gone
     */
    public Mono<Void> record(
            Caller caller, Audited subject, String action, @Nullable Object before, @Nullable Object after) {
        return Mono.defer(() -> add(ids.get(), Actor.of(caller), subject, action, Change.of(json, before, after)));
    }

    /** Likewise what this program did by itself. */
    public Mono<Void> recordOwn(Audited subject, String action, @Nullable Object before, @Nullable Object after) {
        return Mono.defer(() -> add(ids.get(), Actor.SYSTEM, subject, action, Change.of(json, before, after)));
    }

    /**
     * Likewise, but only once with the id: what comes of the same cause again has no further entry. Not to be undone with the
     * request that it is about, this is to be called outside of its transaction.
     */
    public Mono<Void> recordOwnOnce(UUID id, Audited subject, String action, @Nullable Object after) {
        return Mono.defer(() -> add(id, Actor.SYSTEM, subject, action, Change.of(json, null, after)));
    }

    /**
     * Keeps that a caller asked for something that takes several transactions, inside of the first one. Returns the entry.
     *
     * @param what as an action; the entry's is {@code <what>-requested} until {@link #complete(UUID, String, Object)}
     * @param asked what was asked for
     */
    public Mono<UUID> begin(Caller caller, Audited subject, String what, Object asked) {
        return Mono.defer(() -> {
            UUID entry = ids.get();
            return add(entry, Actor.of(caller), subject, what + "-requested", Change.of(json, null, asked))
                    .thenReturn(entry);
        });
    }

    /**
     * Keeps what has come of it, inside of the last transaction.
     *
     * @param result is put into what was asked for
     */
    public Mono<Void> complete(UUID entry, String action, Object result) {
        return database.sql("select directory.complete_audit(:entry, :action, :result::jsonb)")
                .bind("entry", entry)
                .bind("action", action)
                .bind("result", json.writeValueAsString(result))
                .fetch()
                .all()
                .then();
    }

    /** A command has one entry, however often it is sent. */
    Mono<Void> recordCommand(UUID command, Caller caller, Audited subject, String action, Change change) {
        return Mono.defer(() -> add(command, Actor.of(caller), subject, action, change));
    }

    private Mono<Void> add(UUID id, Actor actor, Audited subject, String action, Change change) {
        if (change.isEmpty()) {
            return Mono.empty();
        }
        return RequestOrigin.current()
                .singleOptional()
                .flatMap(network -> add(id, actor, subject, action, change, network));
    }

    private Mono<Void> add(
            UUID id, Actor actor, Audited subject, String action, Change change, Optional<String> network) {
        OrganizationId organization = subject.organization();
        SequencedSet<String> people = new LinkedHashSet<>();
        if (subject.name() != null) {
            people.add(subject.name());
        }
        change.addPeopleTo(people);
        return database.sql("""
                        insert into directory.audit
                            (id, at, organization_id, actor_kind, actor_id, actor_name, action,
                             subject_kind, subject_id, subject_name, network, before, after, people)
                        select :id, :at, :organization, :actorKind, :actor, coalesce(key.name, person.address, :actorName), :action,
                               :subjectKind, :subject,
                               coalesce(:subjectName, case when :subjectKind = 'account' then person.address end),
                               :network, :before::jsonb, :after::jsonb,
                               array_remove(array_append(:people, person.address), null)
                        from (select :actor as actor) as who
                        left join directory.api_key key on :actorKind = 'key' and key.id = who.actor
                        left join directory.account person on :actorKind = 'person' and person.id = who.actor
                        on conflict (id) do nothing""")
                .bind("id", id)
                .bind("at", clock.instant())
                .bind("organization", orNull(organization == null ? null : organization.value(), UUID.class))
                .bind("actorKind", actor.kind())
                .bind("actor", orNull(actor.id(), UUID.class))
                .bind("actorName", orNull(actor.name(), String.class))
                .bind("action", action)
                .bind("subjectKind", subject.kind())
                .bind("subject", orNull(subject.id(), UUID.class))
                .bind("subjectName", orNull(subject.name(), String.class))
                .bind("network", orNull(network.orElse(null), String.class))
                .bind("before", orNull(text(change.before()), String.class))
                .bind("after", orNull(text(change.after()), String.class))
                .bind(
                        "people",
                        people.stream().filter(name -> name.contains("@")).toArray(String[]::new))
                .then();
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : node.toString();
    }

    /** Takes the entry of a command for a team out. */
    Mono<Void> drop(CommandId command) {
        return database.sql("select directory.drop_audit(:entry)")
                .bind("entry", command.value())
                .fetch()
                .all()
                .then();
    }

    /** Keeps what the worker has made of commands, of each only the first time. To repeat it does no harm. */
    public Mono<Void> complete(List<CommandOutcome> outcomes) {
        return outcomes.isEmpty()
                ? Mono.empty()
                : database.sql("""
                                select directory.complete_audit(entry, action, detail::jsonb)
                                from unnest(:entries, :actions, :details) as outcome (entry, action, detail)""")
                        .bind(
                                "entries",
                                uuids(outcomes, outcome -> outcome.command().value()))
                        .bind("actions", texts(outcomes, CommandOutcome::action))
                        .bind("details", texts(outcomes, this::detail))
                        .fetch()
                        .all()
                        .then();
    }

    /** Is put into what the entry says already. */
    private @Nullable String detail(CommandOutcome outcome) {
        return outcome.reason() == null
                ? null
                : json.createObjectNode().put("reason", outcome.reason()).toString();
    }

    /** Puts {@code erased} in the place of a person, in all entries of an organization. */
    public Mono<Void> erase(OrganizationId organization, String address) {
        return database.sql("select directory.erase_from_audit(:organization, :address, :member)")
                .bind("organization", organization.value())
                .bind("address", address)
                .bind("member", MemberId.of(organization, address).value())
                .fetch()
                .all()
                .then();
    }

    /** In whose log something is that was to be done in the organization of that name; empty if there is none. */
    Mono<OrganizationId> organization(String reference) {
        Reference wanted = Reference.of(reference);
        UUID id = wanted.id();
        return database.sql("select id from directory.organization where "
                        + (id == null ? "slug = :reference" : "id = :reference"))
                .bind("reference", id == null ? wanted.text() : id)
                .map(row -> new OrganizationId(new Columns(row).uuid("id")))
                .one();
    }

    /**
     * @param id null if it is no key and no person
     * @param name of a token its issuer and subject; null if it is to be looked up, or if there is none
     */
    private record Actor(
            String kind, @Nullable UUID id, @Nullable String name) {

        static final Actor SYSTEM = new Actor("system", null, null);

        static Actor of(Caller caller) {
            String kind = caller.id().substring(0, Math.max(0, caller.id().indexOf(':')));
            return switch (kind) {
                case "key", "person" ->
                    new Actor(
                            kind,
                            Reference.of(caller.id().substring(kind.length() + 1))
                                    .id(),
                            null);
                // What is said of keys holds for tokens.
                case "token" -> new Actor("key", null, caller.id().substring(kind.length() + 1));
                default -> SYSTEM;
            };
        }
    }
}
