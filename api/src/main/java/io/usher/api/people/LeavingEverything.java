package io.usher.api.people;

import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.asking.WithdrawingAcceptances;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.problem.Refusal;
import io.usher.api.members.OwnMembership;
import io.usher.api.members.OwnMemberships;
import io.usher.contract.id.AcceptanceId;
import io.usher.runtime.Columns;
import java.time.Duration;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes somebody off all waiting lists and out of all organizations. The worker decides each by itself; who is told that
 * something has not been decided yet does it once more.
 */
@Component
public final class LeavingEverything {

    private final OwnInvitations invitations;
    private final WithdrawingAcceptances withdrawing;
    private final OwnMemberships memberships;
    private final DatabaseClient database;

    LeavingEverything(
            OwnInvitations invitations,
            WithdrawingAcceptances withdrawing,
            OwnMemberships memberships,
            DatabaseClient database) {
        this.invitations = invitations;
        this.withdrawing = withdrawing;
        this.memberships = memberships;
        this.database = database;
    }

    /** The names of the organizations that nobody else could run. */
    public Mono<List<String>> needing(SignedIn person) {
        return database.sql("""
                        select o.name from onboarding.member m
                        join directory.organization o on o.id = m.organization_id
                        join directory.grantable g on g.organization_id = o.id and g.kind = 'role' and g.built_in
                            and lower(g.name) = 'admin'
                        where m.address = :address and m.state = 'active' and m.grant_ids @> array[g.id]
                          and not exists (
                              select from onboarding.member other
                              where other.organization_id = m.organization_id and other.id <> m.id
                                and other.state = 'active' and other.grant_ids @> array[g.id]
                                and not exists (
                                    select from directory.leaving_admin l
                                    where l.organization_id = other.organization_id and l.member_id = other.id))
                        order by lower(o.name)""")
                .bind("address", person.email().normal())
                .map(row -> new Columns(row).text("name"))
                .all()
                .collectList();
    }

    /**
     * False if there is more to leave, or the worker has not decided all of it in time. Ends the request with 409 {@code last-admin} if one of the
     * organizations could not be run by anybody then.
     */
    public Mono<Boolean> leave(SignedIn person, Duration patience) {
        return leaveWaitingLists(person, patience)
                .flatMap(waitsNoMore -> memberships
                        .of(person.email())
                        .collectList()
                        .flatMapIterable(all -> all)
                        .concatMap(membership -> leave(person, membership, patience))
                        .reduce(waitsNoMore, Boolean::logicalAnd));
    }

    private Mono<Boolean> leaveWaitingLists(SignedIn person, Duration patience) {
        return invitations
                .queued(person.email())
                .collectList()
                .flatMap(some -> Flux.fromIterable(some)
                        .concatMap(waiting -> withdraw(person, waiting, patience))
                        .reduce(some.size() < OwnInvitations.MOST, Boolean::logicalAnd));
    }

    private Mono<Boolean> withdraw(SignedIn person, AcceptanceId waiting, Duration patience) {
        return withdrawing
                .withdrawOwn(person.caller(), person.email(), waiting, patience)
                .map(after -> after.outcome() == Outcome.WITHDRAWN)
                // It waits no more.
                .onErrorResume(LeavingEverything::isOver, over -> Mono.just(true));
    }

    private Mono<Boolean> leave(SignedIn person, OwnMembership membership, Duration patience) {
        return memberships
                .leave(person.caller(), person.email(), membership.organization(), patience)
                .onErrorResume(LeavingEverything::isOver, over -> Mono.just(true));
    }

    private static boolean isOver(Throwable failure) {
        return failure instanceof Refusal.NotFound
                || (failure instanceof Refusal.Conflict conflict
                        && !conflict.code().equals("last-admin"));
    }
}
