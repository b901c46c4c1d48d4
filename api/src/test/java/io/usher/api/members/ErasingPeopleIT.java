package io.usher.api.members;

import static java.time.temporal.ChronoUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.usher.api.RunningApi;
import io.usher.api.database.Transactions;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Scope;
import io.usher.api.invitations.Invitations;
import io.usher.api.invitations.Invitees;
import io.usher.api.invitations.KeepingInvitations;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organizations;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.kafka.EventMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Mono;

class ErasingPeopleIT {

    private final RunningApi api = RunningApi.shared();
    private final String organization =
            api.organization("Erasing " + System.nanoTime()).get("id").asString();
    private final List<EventMessage> appended = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void anInstanceWhoseClockIsWrongErasesUpToTheTimeOfTheDatabase(long hours) {
        ErasingPeople erasing = erasing(Clock.offset(Clock.systemUTC(), Duration.ofHours(hours)));

        Instant before = Instant.now();
        Boolean complete = erasing.eraseStepwise(
                        new Caller("platform", null, Set.of(Scope.MEMBERS_WRITE)), organization, "ada@example.com")
                .block();

        assertThat(complete).isTrue();
        assertThat(appended).singleElement().satisfies(message -> {
            MemberErasureRequested request = (MemberErasureRequested) message.event();
            assertThat(request.at()).isCloseTo(before, within(10, MINUTES));
            assertThat(message.time()).isEqualTo(request.at());
        });
    }

    private ErasingPeople erasing(Clock clock) {
        ApplicationContext context = api.context();
        Organizations organizations = context.getBean(Organizations.class);
        return new ErasingPeople(
                new FindingOrganizations(organizations),
                organizations,
                context.getBean(Invitations.class),
                context.getBean(Invitees.class),
                context.getBean(KeepingInvitations.class),
                events -> Mono.fromRunnable(() -> appended.addAll(events)),
                context.getBean(Transactions.class),
                clock,
                UUID::randomUUID);
    }
}
