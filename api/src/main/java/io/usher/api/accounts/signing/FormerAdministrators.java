package io.usher.api.accounts.signing;

import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.http.security.Action;
import io.usher.contract.id.AccountId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Accounts that ran the platform until the settings named another one. They keep what they are in organizations. The keys
 * that they could make for the platform's sake alone end, with those that descend from them, and stay ended if the
 * settings name them again.
 */
@Component
final class FormerAdministrators {

    private static final Logger LOG = LoggerFactory.getLogger(FormerAdministrators.class);

    private final DatabaseClient database;
    private final AuditLog audit;
    private final Clock clock;

    FormerAdministrators(DatabaseClient database, AuditLog audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** Inside of the caller's transaction. */
    Mono<Void> endAllBut(AccountId administrator) {
        return database.sql("""
                        update directory.account set platform_admin = false
                        where platform_admin and id <> :administrator returning id""")
                .bind("administrator", administrator.value())
                .map(row -> new Columns(row).uuid("id"))
                .all()
                .collectList()
                .filter(former -> !former.isEmpty())
                .doOnNext(former ->
                        LOG.info("{} no longer run the platform: usher.admin-email names {}", former, administrator))
                .flatMap(this::endKeys);
    }

    private record Ended(UUID id, @Nullable UUID organization, String name) {}

    /** Whatever their keys have made is theirs, too. */
    private Mono<Void> endKeys(List<UUID> former) {
        return database.sql("""
                        update directory.api_key k set revoked_at = :now
                        from directory.account a
                        where a.id = k.account_id and a.id = any(:former) and k.revoked_at is null and not exists (
                            select from onboarding.member_permissions held
                            where held.organization_id = k.organization_id and held.address = a.address
                              and held.permissions && :managing)
                        returning k.id, k.organization_id, k.name""")
                .bind("now", clock.instant())
                .bind("former", uuids(former, id -> id))
                .bind("managing", texts(Action.MANAGE_KEYS.permissions(), name -> name))
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Ended(columns.uuid("id"), columns.optionalUuid("organization_id"), columns.text("name"));
                })
                .all()
                .collectList()
                .flatMapIterable(ended -> ended)
                .concatMap(this::record)
                .then();
    }

    private Mono<Void> record(Ended key) {
        OrganizationId organization = key.organization() == null ? null : new OrganizationId(key.organization());
        return audit.recordOwn(
                Audited.apiKey(organization, key.id(), key.name()),
                "api-key.revoked",
                Map.of("name", key.name()),
                null);
    }
}
