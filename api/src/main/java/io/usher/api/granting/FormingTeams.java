package io.usher.api.granting;

import io.usher.api.access.Caller;
import io.usher.api.checking.FieldChecks;
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
 * Teams of an organization. To write takes {@code members:write} or the platform's {@code organizations:write}; to
 * read any scope on members or invitations will do.
 */
public final class FormingTeams {

    private static final int LONGEST_DESCRIPTION = 5000;

    private final Rights rights;
    private final Organizations organizations;
    private final Teams teams;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    public FormingTeams(
            Organizations organizations, Teams teams, Transactions transactions, Clock clock, Supplier<UUID> ids) {
        this.rights = new Rights(new FindingOrganizations(organizations));
        this.organizations = organizations;
        this.teams = teams;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    public Mono<Team> form(Caller caller, String organization, Draft draft) {
        return transactions.inOne(rights.toWrite(caller, organization)
                .flatMap(found -> organizations.lock(found.id(), false))
                .flatMap(locked -> {
                    Team team = draft.check(ids.get());
                    return teams.add(locked.id(), team, clock.instant())
                            .flatMap(added -> added ? Mono.just(team) : Mono.error(Rights.nameTaken(team.name())));
                }));
    }

    public Mono<Page<Team>> list(Caller caller, String organization, PageRequest page) {
        return rights.toRead(caller, organization)
                .flatMapMany(found -> teams.list(found.id(), page))
                .collectList()
                .map(fetched -> page.page(fetched, Team::id));
    }

    public Mono<Team> find(Caller caller, String organization, String team) {
        return rights.toRead(caller, organization).flatMap(found -> find(found, team));
    }

    public Mono<Team> change(Caller caller, String organization, String team, UnaryOperator<Draft> change) {
        return transactions.inOne(locked(caller, organization)
                .flatMap(locked -> find(locked, team).flatMap(current -> {
                    Team changed = change.apply(new Draft(current.name(), current.description()))
                            .check(current.id());
                    return teams.change(locked.id(), changed)
                            .flatMap(done -> done ? Mono.just(changed) : Mono.error(Rights.nameTaken(changed.name())));
                })));
    }

    /** Soft: members keep what they are, invitations skip the team from now on. */
    public Mono<Void> delete(Caller caller, String organization, String team) {
        return transactions.inOne(locked(caller, organization)
                .flatMap(locked -> find(locked, team))
                .flatMap(found -> teams.delete(found.id(), clock.instant())));
    }

    private Mono<Organization> locked(Caller caller, String organization) {
        return rights.toWrite(caller, organization).flatMap(found -> organizations.lock(found.id(), true));
    }

    private Mono<Team> find(Organization organization, String team) {
        return teams.find(organization.id(), Reference.of(team)).switchIfEmpty(Mono.error(Problem::notFound));
    }

    /** A team as a caller wants it. */
    public record Draft(@Nullable String name, @Nullable String description) {

        private Team check(UUID id) {
            FieldChecks checks = new FieldChecks();
            Team team = new Team(
                    id, Rights.checkName(checks, name), checks.text("description", description, LONGEST_DESCRIPTION));
            checks.end();
            return team;
        }
    }
}
