package io.usher.api.granting;

import io.usher.api.access.Caller;
import io.usher.api.checking.Reference;
import io.usher.api.listing.Page;
import io.usher.api.listing.PageRequest;
import io.usher.api.organizing.FindingOrganizations;
import io.usher.api.organizing.Organization;
import io.usher.api.organizing.Organizations;
import io.usher.api.problem.Problem;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What an organization has to grant. To write takes {@code members:write} or the platform's
 * {@code organizations:write}; to read any scope on members or invitations will do. Names are unique whatever the case
 * of their letters.
 *
 * @param <G> what is granted
 * @param <D> the same as a caller wants it, not checked yet
 */
public abstract class KeepingGrants<G extends Grant, D> {

    private final Rights rights;
    private final Organizations organizations;
    private final Grants<G> grants;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    KeepingGrants(
            Organizations organizations, Grants<G> grants, Transactions transactions, Clock clock, Supplier<UUID> ids) {
        this.rights = new Rights(new FindingOrganizations(organizations));
        this.organizations = organizations;
        this.grants = grants;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    public final Mono<G> add(Caller caller, String organization, D draft) {
        return transactions.inOne(rights.toWrite(caller, organization)
                .flatMap(found -> organizations.lock(found.id(), false))
                .flatMap(locked -> {
                    G grant = check(draft, ids.get());
                    requireHeld(caller, null, grant);
                    return grants.add(locked.id(), grant, clock.instant())
                            .flatMap(added -> added ? Mono.just(grant) : nameTaken(grant));
                }));
    }

    public final Mono<Page<G>> list(Caller caller, String organization, PageRequest page) {
        return rights.toRead(caller, organization)
                .flatMapMany(found -> grants.list(found.id(), page))
                .collectList()
                .map(fetched -> page.page(fetched, Grant::id));
    }

    public final Mono<G> find(Caller caller, String organization, String reference) {
        return rights.toRead(caller, organization).flatMap(found -> find(found, reference));
    }

    public final Mono<G> change(Caller caller, String organization, String reference, UnaryOperator<D> change) {
        return transactions.inOne(locked(caller, organization)
                .flatMap(locked -> findOwn(locked, reference).flatMap(current -> {
                    G changed = check(change.apply(draftOf(current)), current.id());
                    requireHeld(caller, current, changed);
                    return grants.change(locked.id(), changed)
                            .flatMap(done -> done
                                    ? afterChange(locked, current, changed).thenReturn(changed)
                                    : nameTaken(changed));
                })));
    }

    /** Soft: members keep what they are, invitations skip it from now on. */
    public final Mono<Void> delete(Caller caller, String organization, String reference) {
        return transactions.inOne(locked(caller, organization)
                .flatMap(locked -> findOwn(locked, reference))
                .flatMap(found -> grants.delete(found.id(), clock.instant())));
    }

    /** Ends the request with every field that is wrong. */
    abstract G check(D draft, UUID id);

    abstract D draftOf(G grant);

    /** Ends the request where the grant is not the organization's to change. */
    abstract void requireOwn(G grant);

    /** Ends the request if the grant lets somebody do more than the caller may, and more than before. */
    abstract void requireHeld(Caller caller, @Nullable G before, G after);

    /** What else changes in the same transaction. */
    abstract Mono<Void> afterChange(Organization organization, G before, G after);

    private Mono<Organization> locked(Caller caller, String organization) {
        return rights.toWrite(caller, organization).flatMap(found -> organizations.lock(found.id(), true));
    }

    private Mono<G> findOwn(Organization organization, String reference) {
        return find(organization, reference).doOnNext(this::requireOwn);
    }

    private Mono<G> find(Organization organization, String reference) {
        return grants.find(organization.id(), Reference.of(reference)).switchIfEmpty(Mono.error(Problem::notFound));
    }

    private Mono<G> nameTaken(G grant) {
        return Mono.error(
                Problem.conflict("name-taken", "The name is taken in this organization: " + grant.name() + "."));
    }
}
