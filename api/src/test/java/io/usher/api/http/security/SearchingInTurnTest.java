package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.LimitSettings.Rate;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class SearchingInTurnTest {

    private static final Rate RATE = new Rate(1, 1);

    private final SearchingInTurn filter =
            new SearchingInTurn(new LimitSettings(RATE, RATE, RATE, RATE, 1, 1, 2, Duration.ofSeconds(1)));
    private final List<Disposable> begun = new ArrayList<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @AfterEach
    void end() {
        begun.forEach(Disposable::dispose);
    }

    @Test
    void exportsOfOneTenantLeaveRoomForOthers() {
        for (int i = 0; i < 3; i++) {
            begin("one", "text/csv");
        }
        assertThat(served).hasValue(2);
        assertThat(refused).hasValue(1);

        begin("other", "text/csv");
        begin("one", "application/json");
        assertThat(served).hasValue(4);

        begun.getFirst().dispose();
        begin("one", "text/csv");
        assertThat(served).hasValue(5);
        assertThat(refused).hasValue(1);
    }

    @Test
    void searchesAndPagesOfTheAuditLogTakeTurns() {
        begin("one", "application/json", "/api/v1/organizations/o/audit?action=x");
        begin("one", "application/json", "/api/v1/organizations/o/members?q=x");
        begin("one", "application/json", "/api/v1/organizations/o/audit");
        assertThat(served).as("the second one waits").hasValue(1);
        assertThat(refused).hasValue(1);

        begin("one", "application/json", "/api/v1/organizations/o/members?role=x");
        begin("other", "application/json", "/api/v1/organizations/o/audit");
        assertThat(served).hasValue(3);
    }

    /** All who act in an organization share its turns, whoever they are. */
    @Test
    void thePeopleOfAnOrganizationTakeTurnsTogetherAndWithItsKeys() {
        OrganizationId corp = new OrganizationId(new UUID(0, 1));
        OrganizationId other = new OrganizationId(new UUID(0, 2));
        String search = "/api/v1/organizations/o/members?q=x";

        begin(person(corp, other), "application/json", search);
        begin(Caller.program("key:1", corp, Set.of()), "application/json", search);
        begin(person(corp), "application/json", search);
        assertThat(served).as("the second one waits").hasValue(1);
        assertThat(refused).hasValue(1);

        begin(person(new OrganizationId(new UUID(0, 3))), "application/json", search);
        assertThat(served).hasValue(2);
        begun.getFirst().dispose();
        assertThat(served).as("now it is served").hasValue(3);
    }

    private static Caller person(OrganizationId... organizations) {
        return Caller.person(
                UUID.randomUUID(),
                Arrays.stream(organizations)
                        .collect(Collectors.toMap(
                                one -> one, one -> Rights.everywhere(Set.of(Permission.MEMBERS_READ)))),
                Instant.EPOCH);
    }

    private void begin(String caller, String accept) {
        begin(caller, accept, "/api/v1/invitations/i/invitees");
    }

    private void begin(String caller, String accept, String path) {
        begin(Caller.program(caller, null, Set.of()), accept, path);
    }

    /** A request that is never answered to its end. */
    private void begin(Caller caller, String accept, String path) {
        MockServerWebExchange exchange =
                MockServerWebExchange.from(MockServerHttpRequest.get(path).header("Accept", accept));
        begun.add(filter.filter(exchange, served -> Mono.<Void>never().doFirst(this.served::incrementAndGet))
                .onErrorComplete(failure -> failure instanceof Refusal.TooMany && refused.incrementAndGet() > 0)
                .contextWrite(ReactiveSecurityContextHolder.withAuthentication(new CallerAuthentication(caller)))
                .subscribe());
    }
}
