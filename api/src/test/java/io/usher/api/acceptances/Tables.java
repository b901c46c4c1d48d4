package io.usher.api.acceptances;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.Secret;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import io.usher.contract.event.InvitationState;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.testing.ReusedConnections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes what other parts of the system would, past all rights. */
record Tables(Database database) {

    OrganizationId organization() {
        UUID id = UUID.randomUUID();
        execute(
                "insert into directory.organization (id, slug, name, created_at, updated_at) values (?, ?, ?, now(), now())",
                id,
                id.toString(),
                "Corp");
        return new OrganizationId(id);
    }

    /** Returns the secret. */
    String key(@Nullable OrganizationId organization, Permission... scopes) {
        String secret = Secret.create().token();
        execute(
                """
                insert into directory.api_key (id, organization_id, name, hash, scopes, created_by, created_at)
                values (?, ?, 'test', ?, ?, 'test', now())""",
                UUID.randomUUID(),
                organization == null ? null : organization.value(),
                KeyHash.of(secret).bytes(),
                Arrays.stream(scopes).map(Permission::wireName).toArray(String[]::new));
        return secret;
    }

    /** Returns the code. */
    @CanIgnoreReturnValue
    String invitation(InvitationState state) {
        String code = "c" + state.id().value().toString().substring(0, 8);
        execute(
                """
                insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode,
                    opens_at, expires_at, quota, grant_ids, status, waitlist, send_emails, created_by, created_at,
                    updated_at, version, deleted_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', ?, ?, false, 'test', now(), now(), ?, ?)
                on conflict (id) do update set status = excluded.status, quota = excluded.quota,
                    version = excluded.version, deleted_at = excluded.deleted_at""",
                state.id().value(),
                code,
                state.organization().value(),
                state.name(),
                state.domains().toArray(String[]::new),
                state.addressees(),
                state.mode().wireName(),
                state.opensAt(),
                state.expiresAt(),
                state.quota(),
                state.status().wireName(),
                state.waitlist(),
                state.version(),
                state.deletedAt());
        return code;
    }

    void accepted(InvitationId invitation, int accepted) {
        execute("""
                insert into onboarding.invitation_seats (invitation_id, requests, accepted) values (?, ?, ?)
                on conflict (invitation_id) do update set accepted = excluded.accepted""", invitation.value(), (long) accepted, accepted);
    }

    void decided(AcceptanceOutcome decided, long ordinal) {
        AcceptanceAccepted accepted = decided instanceof AcceptanceAccepted yes ? yes : null;
        AcceptanceRejected rejected = decided instanceof AcceptanceRejected no ? no : null;
        AcceptanceWaitlisted waiting = decided instanceof AcceptanceWaitlisted later ? later : null;
        AcceptanceId original = accepted != null ? accepted.original() : waiting != null ? waiting.original() : null;
        execute(
                """
                insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                    first_name, last_name, requested_at, decided_at, outcome, reason, original, grant_set_id, joined,
                    log_offset)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false, 0)""",
                decided.acceptance().value(),
                decided.organization().value(),
                decided.invitation().value(),
                ordinal,
                accepted == null || accepted.original() != null ? ordinal : 0L,
                decided.email(),
                decided.firstName(),
                decided.lastName(),
                decided.requestedAt(),
                decided.decidedAt(),
                accepted != null ? "accepted" : waiting != null ? "waitlisted" : "rejected",
                rejected == null ? null : rejected.reason().wireName(),
                original == null ? null : original.value(),
                accepted == null ? null : grantSet(accepted.granted(), accepted.skipped()));
    }

    void withdraw(AcceptanceId acceptance) {
        execute(
                "update onboarding.acceptance set outcome = 'withdrawn', slot = ordinal where id = ?",
                acceptance.value());
    }

    void erase(AcceptanceId acceptance) {
        execute(
                "update onboarding.acceptance set address = 'erased-' || id || '@erased.invalid', email = null where id = ?",
                acceptance.value());
    }

    void promote(AcceptanceId acceptance) {
        execute(
                "update onboarding.acceptance set outcome = 'accepted', grant_set_id = ? where id = ?",
                grantSet(new Grants(List.of("learner"), List.of(), null, List.of(), List.of(), null), List.of()),
                acceptance.value());
    }

    /** @param refusal null = it was carried out */
    void decided(CommandId command, @Nullable String refusal) {
        execute("insert into onboarding.command (id, refusal) values (?, ?)", command.value(), refusal);
    }

    private UUID grantSet(Grants granted, List<String> skipped) {
        UUID id = UUID.randomUUID();
        List<String> kinds = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (GrantKind kind : GrantKind.values()) {
            for (String name : granted.names(kind)) {
                kinds.add(kind.wireName());
                names.add(name);
            }
        }
        execute(
                "insert into onboarding.grant_set (id, ids, kinds, names, skipped) values (?, '{}', ?, ?, ?)",
                id,
                kinds.toArray(String[]::new),
                names.toArray(String[]::new),
                skipped.toArray(String[]::new));
        return id;
    }

    /** Everybody asks and the first ones get in; the last one is told that there is no seat left. */
    void crowd(TestInvitation invitation, int people, int seats) {
        execute(
                """
                insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                    requested_at, decided_at, outcome, reason, grant_set_id, joined, log_offset)
                select gen_random_uuid(), ?, ?, n, case when n <= ? then 0 else n end, 'p' || n || '@example.com', now(),
                    now(),
                    case when n <= ? then 'accepted' else 'rejected' end,
                    case when n <= ? then null when n = ? then 'no-seats-left' else 'quota-full' end,
                    case when n <= ? then cast(? as uuid) end, false, 0
                from generate_series(1, ?) n""",
                invitation.organization().value(),
                invitation.id().value(),
                seats,
                seats,
                seats,
                people,
                seats,
                grantSet(Grants.NONE, List.of()),
                people);
        execute("analyze onboarding.acceptance");
    }

    void position(String topic, int partition, long next) {
        execute("""
                insert into onboarding.position (topic, partition, log_id, next_offset)
                values (?, ?, gen_random_uuid(), ?)
                on conflict (topic, partition) do update set next_offset = excluded.next_offset""", topic, partition, next);
    }

    /** All idempotency keys were taken so much earlier. */
    void ageKeys(Duration by) {
        execute("update directory.idempotent_answer set created_at = created_at - cast(? as interval)", by.toString());
    }

    private void execute(String sql, @Nullable Object... values) {
        ReusedConnections.update(database, sql, values);
    }
}
