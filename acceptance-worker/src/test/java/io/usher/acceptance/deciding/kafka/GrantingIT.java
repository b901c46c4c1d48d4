package io.usher.acceptance.deciding.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people are given with their seats. */
final class GrantingIT extends DecidingScenario {

    @Test
    @OnKeptWorker
    void deletedGrantablesAreSkippedAndNamed() {
        InvitationId invitation = usher.invitation(null);
        usher.sql
                .sql("update directory.grantable set deleted_at = now() where kind = 'team'")
                .update();

        AcceptanceRequested request = usher.ask(invitation, "a@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 1);
        assertThat(decisions().get(request.acceptance())).isInstanceOfSatisfying(AcceptanceAccepted.class, accepted -> {
            assertThat(accepted.granted().teams()).isEmpty();
            assertThat(accepted.skipped()).containsExactly("Finalists");
        });
    }

    @Test
    @OnKeptWorker
    void deletedGrantablesStayWithAMemberWhoIsChanged() {
        usher.ask(usher.invitation(null), "a@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 1);
        usher.sql
                .sql("update directory.grantable set deleted_at = now() where kind = 'team'")
                .update();

        usher.command(new MemberChangeRequested(
                new CommandId(UUID.randomUUID()),
                usher.organization,
                "a@x.org",
                Map.of(),
                List.of(),
                true,
                Instant.parse("2040-01-01T00:00:00Z"),
                null,
                null));

        await().atMost(SOON).until(() -> usher.count("onboarding.member where access_expires_at is not null") == 1);
        assertThat(usher.count("onboarding.member where grant_ids @> array['%s', '%s']::uuid[]"
                        .formatted(usher.role, usher.team)))
                .isEqualTo(1);
    }

    @Test
    @OnKeptWorker
    void accessEndsAsTheInvitationSaysAndOfSeveralTheLatestEndCounts() {
        Instant first = Instant.parse("2040-01-01T00:00:00Z");
        Instant later = Instant.parse("2041-01-01T00:00:00Z");

        AcceptanceRequested joining = usher.ask(ending(first), "a@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 1);
        assertThat(accepted(decisions(), joining).granted().accessExpiresAt()).isEqualTo(first);
        assertThat(accessEnds()).containsExactly(first);
        usher.askAll(List.of(usher.request(ending(later), "a@x.org"), usher.request(ending(first), "a@x.org")));
        await().atMost(SOON).until(() -> decisions().size() == 3);
        assertThat(accessEnds()).containsExactly(later);
        AcceptanceRequested forever = usher.ask(usher.invitation(null), "a@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 4);
        assertThat(accepted(decisions(), forever).granted().accessExpiresAt()).isNull();
        AcceptanceRequested shorter = usher.ask(ending(first), "a@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 5);
        assertThat(accepted(decisions(), shorter).granted().accessExpiresAt()).isEqualTo(first);
        assertThat(usher.count("onboarding.member where access_expires_at is null"))
                .as("never is the latest")
                .isEqualTo(1);
    }

    private InvitationId ending(Instant accessEnd) {
        InvitationId invitation = usher.invitation(null);
        usher.sql
                .sql("update directory.invitation set access_expires_at = ? where id = ?")
                .params(accessEnd.atOffset(ZoneOffset.UTC), invitation.value())
                .update();
        return invitation;
    }

    private List<Instant> accessEnds() {
        return usher.sql
                .sql("select access_expires_at from onboarding.member")
                .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .list();
    }

    @Test
    @OnKeptWorker
    void everyKindIsGrantedAndTheLaterUnitTakesThePlaceOfTheEarlierOne() {
        UUID berlin = usher.grantable(GrantKind.UNIT, "Berlin");
        UUID paris = usher.grantable(GrantKind.UNIT, "Paris");
        UUID alumni = usher.grantable(GrantKind.GROUP, "Alumni");
        UUID path = usher.grantable(GrantKind.COURSE, "Kubernetes");

        AcceptanceRequested joining =
                usher.ask(usher.granting(usher.role, usher.team, berlin, alumni, path), "a@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 1);
        AcceptanceRequested moving = usher.ask(usher.granting(usher.role, paris), "a@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 2);

        assertThat(accepted(decisions(), joining).granted())
                .isEqualTo(new Grants(
                        List.of("learner"),
                        List.of("Finalists"),
                        "Berlin",
                        List.of("Alumni"),
                        List.of("Kubernetes"),
                        null));
        assertThat(accepted(decisions(), moving).granted())
                .isEqualTo(new Grants(List.of("learner"), List.of(), "Paris", List.of(), List.of(), null));
        assertThat(usher.sql
                        .sql("select unnest(grant_ids) from onboarding.member")
                        .query(UUID.class)
                        .list())
                .containsExactlyInAnyOrder(usher.role, usher.team, paris, alumni, path);
    }

    @Test
    void theGrantSetOfAThousandPeopleIsStoredOnce() {
        usher.askAll(people(usher.invitation(null), 1000));
        usher.startWorker();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance where outcome = 'accepted'") == 1000);

        assertThat(usher.count("onboarding.grant_set")).isEqualTo(1);
    }

    @Test
    @OnKeptWorker
    void peopleOfAnInvitationWithoutAnyRoleLeftAreLearners() {
        UUID contestant = usher.grantable(GrantKind.ROLE, "Contestant");
        InvitationId invitation = usher.granting(contestant);
        usher.sql
                .sql("update directory.grantable set deleted_at = now() where id = ?")
                .params(contestant)
                .update();

        AcceptanceRequested request = usher.ask(invitation, "a@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 1);
        assertThat(accepted(decisions(), request).granted().roles()).containsExactly("learner");
        assertThat(accepted(decisions(), request).skipped()).containsExactly("Contestant");
        assertThat(usher.count("onboarding.member where grant_ids = array['%s'::uuid]".formatted(usher.role)))
                .isEqualTo(1);
    }

    @Test
    @OnKeptWorker
    void rolesThatThePlanNoLongerAllowsAreSkippedAndNamed() {
        UUID contestant = usher.grantable(GrantKind.ROLE, "Contestant");
        InvitationId invitation = usher.granting(usher.role, contestant);
        usher.sql
                .sql("update directory.organization set plan_roles = array['Learner']")
                .update();

        AcceptanceRequested request = usher.ask(invitation, "a@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 1);
        assertThat(accepted(decisions(), request).granted().roles()).containsExactly("learner");
        assertThat(accepted(decisions(), request).skipped()).containsExactly("Contestant");
    }

    @Test
    @OnKeptWorker
    void peopleOfAnInvitationWithoutAnyRoleOfThePlanAreLearners() {
        InvitationId invitation = usher.granting(usher.grantable(GrantKind.ROLE, "Contestant"));
        usher.sql
                .sql("update directory.organization set plan_roles = array['learner']")
                .update();

        AcceptanceRequested request = usher.ask(invitation, "a@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 1);
        assertThat(accepted(decisions(), request).granted().roles()).containsExactly("learner");
        assertThat(accepted(decisions(), request).skipped()).containsExactly("Contestant");
    }

    @Test
    @OnKeptWorker
    void aManagerStaysInTheirUnitUnlessTheOtherOneIsTheirsToManage() {
        UUID manager = usher.grantable(GrantKind.ROLE, "manager");
        usher.sql
                .sql("update directory.grantable set built_in = true where id = ?")
                .params(manager)
                .update();
        UUID berlin = usher.grantable(GrantKind.UNIT, "Berlin");
        UUID company = usher.grantable(GrantKind.UNIT, "Company");
        InvitationId learning = usher.granting(usher.role, company);
        usher.ask(usher.granting(manager, berlin), "a@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 1);

        AcceptanceRequested learns = usher.ask(learning, "a@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 2);
        assertThat(units()).containsExactly(berlin);
        assertUnitIsSkipped(accepted(decisions(), learns));

        // Decided in this order.
        InvitationId managing = Stream.generate(() -> usher.granting(manager, berlin))
                .filter(one -> partition(one) == partition(learning))
                .findFirst()
                .orElseThrow();
        AcceptanceRequested first = usher.request(managing, "b@x.org");
        AcceptanceRequested second = usher.request(learning, "b@x.org");
        usher.askAll(List.of(first, second));
        await().atMost(SOON).until(() -> decisions().size() == 4);
        assertThat(units()).containsExactly(berlin, berlin);
        assertThat(accepted(decisions(), first).granted().unit()).isEqualTo("Berlin");
        assertUnitIsSkipped(accepted(decisions(), second));

        usher.ask(usher.granting(manager, company), "a@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 5);
        assertThat(units()).containsExactlyInAnyOrder(berlin, company);
    }

    private static int partition(InvitationId invitation) {
        return Topic.partitionOf(invitation.toString().getBytes(UTF_8));
    }

    /** Whoever adds up what the events say has what the member has. */
    private static void assertUnitIsSkipped(AcceptanceAccepted accepted) {
        assertThat(accepted.granted().unit()).isNull();
        assertThat(accepted.granted().roles()).containsExactly("learner");
        assertThat(accepted.skipped()).containsExactly("Company");
    }

    @Test
    @OnKeptWorker
    void nobodyManagesAUnitThatIsGone() {
        UUID manager = usher.grantable(GrantKind.ROLE, "manager");
        UUID berlin = usher.grantable(GrantKind.UNIT, "Berlin");
        InvitationId invitation = usher.granting(manager, berlin);
        usher.sql
                .sql("update directory.grantable set deleted_at = now() where id = ?")
                .params(berlin)
                .update();

        AcceptanceRequested request = usher.ask(invitation, "a@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 1);
        assertThat(accepted(decisions(), request).granted().roles()).containsExactly("learner");
        assertThat(accepted(decisions(), request).skipped()).containsExactlyInAnyOrder("manager", "Berlin");
    }

    private List<UUID> units() {
        return usher.sql
                .sql("""
                        select g.id from onboarding.member m join directory.grantable g on g.id = any(m.grant_ids)
                        where g.kind = 'unit'""")
                .query((row, number) -> UUID.fromString(row.getString(1)))
                .list();
    }
}
