package io.usher.api.keys;

import io.usher.api.accounts.sessions.CallersNow;
import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.database.Transactions;
import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.FieldChecks;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.Rights;
import io.usher.api.http.security.Secret;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes, lists and revokes keys: an organization's, or without one the platform's. A key never outlives or outranks
 * the key that made it: it has at most the scopes of its maker, expires with it at the latest, and is revoked with it.
 */
public final class IssuingKeys {

    private static final int LONGEST_NAME = 100;

    private final FindingOrganizations organizations;
    private final IssuedKeys keys;
    private final CallersNow callers;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    IssuingKeys(
            FindingOrganizations organizations,
            IssuedKeys keys,
            CallersNow callers,
            AuditLog audit,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        this.organizations = organizations;
        this.keys = keys;
        this.callers = callers;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Makes a key, by what a person may do now: sessions know of that some seconds later. Its secret is answered here and
     * kept nowhere.
     *
     * @param organization null = the platform
     */
    public Mono<Issue> issue(Caller caller, @Nullable String organization, Draft draft) {
        return issue(caller, organization, draft, owner -> Mono.fromSupplier(ids));
    }

    /**
     * Likewise once for each id: empty if a key of that id was made there, even if it is revoked. If it was made elsewhere,
     * the key gets another id.
     */
    public Mono<Issue> issueOnce(Caller caller, @Nullable String organization, Draft draft, UUID id) {
        return issue(
                caller,
                organization,
                draft,
                owner -> keys.isOwn(owner.organization(), id)
                        .map(own -> own ? Optional.<UUID>empty() : Optional.of(ids.get()))
                        .defaultIfEmpty(Optional.of(id))
                        .flatMap(Mono::justOrEmpty));
    }

    private Mono<Issue> issue(
            Caller caller, @Nullable String organization, Draft draft, Function<Owner, Mono<UUID>> id) {
        return transactions.inOne(callers.ofPerson(caller)
                .flatMap(now -> writable(now, organization)
                        .flatMap(owner -> id.apply(owner).flatMap(free -> {
                            caller.requireRecentSignIn(clock.instant());
                            return add(caller, owner, check(draft, now, owner, free));
                        }))));
    }

    private Mono<Issue> add(Caller caller, Owner owner, IssuedKey key) {
        Secret secret = Secret.create();
        return keys.add(owner.organization(), key, caller, KeyHash.of(secret.token()))
                .switchIfEmpty(Mono.error(() -> Refusal.unauthorized("Who makes the key is no longer valid.")))
                .delayUntil(added ->
                        audit.record(caller, owner.audited(added), "api-key.created", null, KeyProperties.from(added)))
                .map(added -> new Issue(added, secret));
    }

    /** Ends the request unless the caller may make keys now. */
    Mono<Void> requireIssuable(Caller caller, @Nullable String organization) {
        return writable(caller, organization)
                .doOnNext(owner -> caller.requireRecentSignIn(clock.instant()))
                .then();
    }

    private IssuedKey check(Draft draft, Caller caller, Owner owner, UUID id) {
        Instant now = clock.instant();
        FieldChecks checks = new FieldChecks();
        String name = checks.line("name", draft.name(), LONGEST_NAME);
        List<Permission> wanted = scopes(checks, draft, owner);
        Instant expiresAt = draft.expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            checks.refuse("expiresAt", "must be in the future");
        }
        checks.end();
        requireHeld(owner.rightsOf(caller), wanted);
        List<Permission> scopes = wanted.stream().distinct().toList();
        return new IssuedKey(id, name, scopes, expiresAt, caller.id(), now, null);
    }

    private static List<Permission> scopes(FieldChecks checks, Draft draft, Owner owner) {
        List<String> wanted =
                checks.names("scopes", draft.scopes(), Permission.scopes().size());
        if (wanted.isEmpty()) {
            checks.refuse("scopes", "must name at least one scope");
        }
        List<Permission> scopes = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Optional<Permission> scope =
                    Permission.scopeNamed(wanted.get(i)).filter(one -> owner.isPlatform() || !one.isPlatforms());
            if (scope.isEmpty()) {
                checks.refuse("scopes[" + i + "]", "is no scope that such a key can have");
            }
            scope.ifPresent(scopes::add);
        }
        return scopes;
    }

    private static void requireHeld(Rights rights, List<Permission> wanted) {
        List<FieldError> exceeding = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (!rights.mayIssue(wanted.get(i))) {
                exceeding.add(new FieldError(
                        "scopes[" + i + "]",
                        "is not among your scopes: " + wanted.get(i).wireName()));
            }
        }
        if (!exceeding.isEmpty()) {
            throw Refusal.exceedsOwnScopes(exceeding);
        }
    }

    /**
     * @param organization null = the platform
     * @param q part of the name; null = all
     */
    public Mono<Page<IssuedKey>> list(
            Caller caller, @Nullable String organization, @Nullable String q, PageRequest page) {
        return readable(caller, organization)
                .flatMapMany(owner -> keys.list(owner.organization(), q, page))
                .collectList()
                .map(fetched -> page.page(fetched, Order.BY_ID, IssuedKey::id));
    }

    /**
     * Ends the request with 404 if there is no such key, or it is revoked.
     *
     * @param organization null = the platform
     */
    Mono<IssuedKey> find(Caller caller, @Nullable String organization, String key) {
        return readable(caller, organization)
                .flatMap(owner ->
                        Mono.justOrEmpty(Reference.of(key).id()).flatMap(id -> keys.find(owner.organization(), id)))
                .switchIfEmpty(Mono.error(Refusal::notFound));
    }

    /**
     * From five seconds after the answer on the key and all keys that descend from it are refused by every instance.
     *
     * @param organization null = the platform
     */
    public Mono<Void> revoke(Caller caller, @Nullable String organization, String key) {
        return transactions.inOne(writable(caller, organization).flatMap(owner -> {
            UUID id = Reference.of(key).id();
            return (id == null ? Mono.<IssuedKey>empty() : keys.revoke(owner.organization(), id, clock.instant()))
                    .switchIfEmpty(Mono.error(Refusal::notFound))
                    .flatMap(revoked -> audit.record(
                            caller, owner.audited(revoked), "api-key.revoked", KeyProperties.from(revoked), null));
        }));
    }

    private Mono<Owner> readable(Caller caller, @Nullable String organization) {
        return organization == null
                ? Mono.fromSupplier(() -> platform(caller, Action.READ_PLATFORM_KEYS))
                : writable(caller, organization);
    }

    private Mono<Owner> writable(Caller caller, @Nullable String organization) {
        return organization == null
                ? Mono.fromSupplier(() -> platform(caller, Action.CHANGE_PLATFORM_KEYS))
                : organizations
                        .find(caller, organization)
                        .doOnNext(found -> caller.in(found.id()).require(Action.MANAGE_KEYS))
                        .map(found -> new Owner(found.id()));
    }

    private static Owner platform(Caller caller, Action action) {
        caller.onPlatform().require(action);
        return new Owner(null);
    }

    /** A key as a caller wants it. */
    public record Draft(
            @Nullable String name,
            @Nullable List<@Nullable String> scopes,
            @Nullable Instant expiresAt) {}

    /** A key with the secret that opens with it, to be shown once. */
    public record Issue(IssuedKey key, Secret secret) {}

    /** Whose keys they are; null = the platform's. */
    private record Owner(@Nullable OrganizationId organization) {

        boolean isPlatform() {
            return organization == null;
        }

        Audited audited(IssuedKey key) {
            return Audited.apiKey(organization, key.id(), key.name());
        }

        Rights rightsOf(Caller caller) {
            return organization == null ? caller.onPlatform() : caller.in(organization);
        }
    }
}
