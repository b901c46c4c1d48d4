package io.usher.api.keys;

import io.usher.api.access.Caller;
import io.usher.api.access.KeyHash;
import io.usher.api.access.Scope;
import io.usher.api.access.Secret;
import io.usher.api.checking.FieldChecks;
import io.usher.api.checking.Reference;
import io.usher.api.listing.Page;
import io.usher.api.listing.PageRequest;
import io.usher.api.organizing.FindingOrganizations;
import io.usher.api.organizing.Organization;
import io.usher.api.problem.Problem;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes and revokes the keys of an organization. Takes {@code members:write} or the platform's
 * {@code organizations:write}. Nobody grants more than they hold.
 */
public final class IssuingKeys {

    private static final int LONGEST_NAME = 100;

    private final FindingOrganizations organizations;
    private final IssuedKeys keys;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    public IssuingKeys(
            FindingOrganizations organizations,
            IssuedKeys keys,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        this.organizations = organizations;
        this.keys = keys;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    /** Makes a key. Its secret is answered here and kept nowhere. */
    public Mono<Issue> issue(Caller caller, String organization, Draft draft) {
        return transactions.inOne(writable(caller, organization).flatMap(found -> {
            Instant now = clock.instant();
            IssuedKey key = check(draft, caller, now);
            Secret secret = Secret.create();
            return keys.add(found.id(), key, KeyHash.of(secret.token())).thenReturn(new Issue(key, secret));
        }));
    }

    private IssuedKey check(Draft draft, Caller caller, Instant now) {
        FieldChecks checks = new FieldChecks();
        String name = checks.line("name", draft.name(), LONGEST_NAME);
        List<String> wanted = checks.names("scopes", draft.scopes(), Scope.values().length);
        if (wanted.isEmpty()) {
            checks.refuse("scopes", "must name at least one scope");
        }
        List<Scope> scopes = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Optional<Scope> scope = Scope.named(wanted.get(i)).filter(one -> !one.isPlatforms());
            if (scope.isEmpty()) {
                checks.refuse("scopes[" + i + "]", "is no scope that a key of an organization can have");
            }
            scope.filter(one -> !scopes.contains(one)).ifPresent(scopes::add);
        }
        Instant expiresAt = draft.expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            checks.refuse("expiresAt", "must be in the future");
        }
        checks.end();
        for (Scope scope : scopes) {
            if (!caller.scopes().contains(scope)) {
                throw Problem.forbidden("You cannot grant what you do not hold: " + scope.wireName() + ".");
            }
        }
        return new IssuedKey(ids.get(), name, List.copyOf(scopes), expiresAt, caller.id(), now);
    }

    public Mono<Page<IssuedKey>> list(Caller caller, String organization, PageRequest page) {
        return writable(caller, organization)
                .flatMapMany(found -> keys.list(found.id(), page))
                .collectList()
                .map(fetched -> page.page(fetched, IssuedKey::id));
    }

    /** From five seconds after the answer on the key is refused by every instance. */
    public Mono<Void> revoke(Caller caller, String organization, String key) {
        return transactions.inOne(writable(caller, organization).flatMap(found -> {
            UUID id = Reference.of(key).id();
            return (id == null ? Mono.just(false) : keys.revoke(found.id(), id, clock.instant()))
                    .flatMap(revoked -> revoked ? Mono.<Void>empty() : Mono.error(Problem.notFound()));
        }));
    }

    private Mono<Organization> writable(Caller caller, String organization) {
        return organizations
                .find(caller, organization)
                .doOnNext(found -> caller.require(Scope.MEMBERS_WRITE, Scope.ORGANIZATIONS_WRITE));
    }

    /** A key as a caller wants it. */
    public record Draft(
            @Nullable String name,
            @Nullable List<@Nullable String> scopes,
            @Nullable Instant expiresAt) {}

    /** A key with the secret that opens with it, to be shown once. */
    public record Issue(IssuedKey key, Secret secret) {}
}
