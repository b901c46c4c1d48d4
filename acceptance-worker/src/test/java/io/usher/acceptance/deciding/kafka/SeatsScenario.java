package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MembershipEvent;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import java.util.List;

/** Seats that are given back, and people who wait for them. */
abstract class SeatsScenario extends DecidingScenario {

    static final String ADA = "ada@x.org";
    static final String GRACE = "grace@x.org";
    static final String EDSGER = "edsger@x.org";

    static final String BY_COMMANDS_ALONE = "usher.deciding.due-every=1h";
    static final String BY_THE_TIMER_TOO = "usher.deciding.due-every=200ms";

    MemberRemovalRequested removal(String address) {
        return new MemberRemovalRequested(new CommandId(randomUUID()), usher.organization, address, null, null);
    }

    AcceptanceWithdrawalRequested withdrawal(AcceptanceRequested request) {
        return new AcceptanceWithdrawalRequested(
                new CommandId(randomUUID()), request.acceptance(), request.invitation(), request.organization());
    }

    void awaitDecided(int requests) {
        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == requests);
    }

    /** An invitation with a waiting list for which people have asked: as many as the quota are accepted, the others wait. */
    @CanIgnoreReturnValue
    InvitationId asked(int quota, int people) {
        InvitationId invitation = usher.queueing(quota);
        usher.askAll(people(invitation, people));
        awaitDecided(people);
        return invitation;
    }

    List<String> membersNow() {
        return usher
                .sql
                .sql("select address from onboarding.member where state = 'active' order by address")
                .query(String.class)
                .stream()
                .map(String::valueOf)
                .toList();
    }

    boolean seatsAgree() {
        return usher.count("onboarding.organization_seats where taken ="
                        + " (select count(*) from onboarding.member where state = 'active')")
                == 1;
    }

    List<AcceptanceDecided> decisionsOfAnyKind() {
        return events(Topic.ACCEPTANCES_DECIDED).stream()
                .map(event -> (AcceptanceDecided) event.event())
                .toList();
    }

    /** What was published of an acceptance, in this order. */
    List<Class<?>> of(AcceptanceRequested request) {
        return decisionsOfAnyKind().stream()
                .filter(decision -> decision.acceptance().equals(request.acceptance()))
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    /** What was published of a member, in this order. */
    List<Class<?>> ofMember(String address) {
        return events(Topic.MEMBERS).stream()
                .filter(event -> event.event() instanceof MembershipEvent about
                        && about.address().equals(address))
                .map(event -> event.event())
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    List<String> refusals() {
        return events(Topic.MEMBERS).stream()
                .filter(event -> event.event() instanceof MemberChangeRefused)
                .map(event -> ((MemberChangeRefused) event.event()).reason())
                .toList();
    }
}
