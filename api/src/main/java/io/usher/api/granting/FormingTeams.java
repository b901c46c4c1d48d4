package io.usher.api.granting;

import io.usher.api.access.Caller;
import io.usher.api.checking.FieldChecks;
import io.usher.api.organizing.Organization;
import io.usher.api.organizing.Organizations;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Teams of an organization. */
public final class FormingTeams extends KeepingGrants<Team, FormingTeams.Draft> {

    private static final int LONGEST_DESCRIPTION = 5000;

    public FormingTeams(
            Organizations organizations,
            Grants<Team> teams,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        super(organizations, teams, transactions, clock, ids);
    }

    @Override
    Team check(Draft draft, UUID id) {
        FieldChecks checks = new FieldChecks();
        Team team = new Team(
                id,
                Rights.checkName(checks, draft.name()),
                checks.text("description", draft.description(), LONGEST_DESCRIPTION));
        checks.end();
        return team;
    }

    @Override
    Draft draftOf(Team team) {
        return new Draft(team.name(), team.description());
    }

    @Override
    void requireOwn(Team team) {
        // Every team is.
    }

    @Override
    void requireHeld(Caller caller, @Nullable Team before, Team after) {
        // A team lets nobody do anything.
    }

    @Override
    Mono<Void> afterChange(Organization organization, Team before, Team after) {
        return Mono.empty();
    }

    /** A team as a caller wants it. */
    public record Draft(@Nullable String name, @Nullable String description) {}
}
