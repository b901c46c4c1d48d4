package io.usher.api.members;

import static java.time.temporal.ChronoUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.api.audit.AuditLog;
import io.usher.api.database.Transactions;
import io.usher.api.deadletters.ErasingDeadLetters;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.api.imports.ImportRows;
import io.usher.api.invitations.Invitations;
import io.usher.api.invitations.Invitees;
import io.usher.api.invitations.KeepingInvitations;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organizations;
import io.usher.api.outbox.Published;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.outbox.Outbox;
import io.usher.runtime.outbox.RefusedRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationContext;

class ErasingPeopleIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final RunningApi api = RunningApi.shared();
    private final String organization =
            api.organization("Erasing " + System.nanoTime()).get("id").asString();

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void anInstanceWhoseClockIsWrongErasesUpToTheTimeOfTheDatabase(long hours) {
        ErasingPeople erasing = erasing(Clock.offset(Clock.systemUTC(), Duration.ofHours(hours)));

        Instant before = Instant.now();
        Boolean complete = erasing.eraseStepwise(
                        Caller.program("platform", null, Set.of(Permission.MEMBERS_WRITE)),
                        organization,
                        "ada@example.com")
                .block();

        assertThat(complete).isTrue();
        try (Published published = Published.fromTheBeginning(Topic.MEMBERS_REQUESTED)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(published.all())
                            .filteredOn(readable -> readable.event().key().equals(organization))
                            .singleElement()
                            .satisfies(readable -> {
                                MemberErasureRequested request = (MemberErasureRequested) readable.event();
                                assertThat(request.at()).isCloseTo(before, within(10, MINUTES));
                                assertThat(readable.time()).isEqualTo(request.at());
                            }));
        }
    }

    private ErasingPeople erasing(Clock clock) {
        ApplicationContext context = api.context();
        Transactions transactions = context.getBean(Transactions.class);
        Organizations organizations = context.getBean(Organizations.class);
        return new ErasingPeople(
                new FindingOrganizations(organizations),
                context.getBean(Invitees.class),
                new ErasingFromInvitations(
                        organizations,
                        context.getBean(Invitations.class),
                        context.getBean(KeepingInvitations.class),
                        context.getBean(ImportRows.class),
                        clock),
                context.getBean(ImportRows.class),
                new RequestingErasures(
                        context.getBean(Outbox.class),
                        context.getBean(RefusedRecords.class),
                        context.getBean(ErasingDeadLetters.class),
                        context.getBean(AuditLog.class),
                        transactions,
                        UUID::randomUUID),
                transactions);
    }
}
