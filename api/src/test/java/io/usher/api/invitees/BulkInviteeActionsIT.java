package io.usher.api.invitees;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Resending to and cancelling all pending invitees of an invitation at once. */
class BulkInviteeActionsIT extends InviteesScenario {

    @Test
    void allWhoArePendingAreWrittenToAndCancelledTogether() {
        String invitation = invitation();
        List<Map<String, String>> many = IntStream.range(0, 1000)
                .mapToObj(i -> Map.of("email", "all" + i + "@x.io"))
                .toList();
        post(caller, invitation + "/invitees", many);
        post(
                caller,
                invitation + "/invitees",
                List.of(Map.of("email", "ada@x.io"), Map.of("email", "bob@x.io"), Map.of("email", "eve@x.io")));
        holdsAUse(invitation, "all0@x.io", "accepted");
        holdsAUse(invitation, "all1@x.io", "waitlisted");
        post(caller, path(invitation, "all2@x.io") + "/cancel", "");
        post(caller, path(invitation, "all3@x.io") + "/decline", "");

        Answers resent = post(caller, invitation + "/invitees/resend", "");
        assertThat(resent.status()).isEqualTo(202);
        assertThat(resent.text()).isEqualTo("{\"queued\":999,\"skipped\":4}");
        post(caller, invitation + "/invitees/resend", "");
        post(caller, invitation + "/invitees/resend", "");
        assertThat(post(caller, invitation + "/invitees/resend", "").text())
                .isEqualTo("{\"queued\":0,\"skipped\":1003}");

        Answers cancelled = post(caller, invitation + "/invitees/cancel", "", "Idempotency-Key", "all");
        assertThat(cancelled.text()).isEqualTo("{\"cancelled\":999,\"skipped\":4}");
        assertThat(post(caller, invitation + "/invitees/cancel", "", "Idempotency-Key", "all")
                        .text())
                .isEqualTo(cancelled.text());
        assertThat(get(caller, invitation).at("invitees")).isEqualTo("3");
    }

    @Test
    void whoNamesSomeWhereAllAreMeantIsTold() {
        String invitation = invitation();
        String invitee = invite(invitation, "ada-named@x.io");

        for (String all : List.of("/invitees/cancel", "/invitees/resend")) {
            assertThat(post(caller, invitation + all, Map.of("emails", List.of("bob@x.io")))
                            .problem())
                    .isEqualTo("400 malformed");
            assertThat(post(caller, invitation + all, "{broken").problem()).isEqualTo("400 malformed");
        }
        assertThat(get(caller, invitee).at("progress")).isEqualTo("invited");
        assertThat(post(caller, invitation + "/invitees/cancel", Map.of()).text())
                .isEqualTo("{\"cancelled\":1,\"skipped\":0}");
    }

    @Test
    void whoseRequestIsNotDecidedIsPendingToo() {
        String invitation = invitation();
        String ada = invite(invitation, "ada-asks@x.io");
        api.execute("""
                insert into directory.invitee_progress (invitee_id, invitation_id, progress, progress_at)
                select id, invitation_id, 'requested', now() from directory.invitee where address = 'ada-asks@x.io'""");

        assertThat(post(caller, invitation + "/invitees/resend", "").text()).isEqualTo("{\"queued\":1,\"skipped\":0}");
        assertThat(post(caller, invitation + "/invitees/cancel", "").text())
                .isEqualTo("{\"cancelled\":1,\"skipped\":0}");
        assertThat(get(caller, ada).at("progress")).isEqualTo("cancelled");
    }

    @Test
    void aRequestToResendToAllThatComesTwiceAtOnceWritesToEachOnce() {
        String invitation = invitation("sendEmails", false);
        for (int from = 0; from < 3000; from += 1000) {
            post(
                    caller,
                    invitation + "/invitees",
                    IntStream.range(from, from + 1000)
                            .mapToObj(i -> Map.of("email", "twice" + i + "@x.io"))
                            .toList());
        }

        List<String> answers = Flux.range(0, 2)
                .flatMap(
                        times -> Mono.fromCallable(() -> post(
                                                caller, invitation + "/invitees/resend", "", "Idempotency-Key", "twice")
                                        .text())
                                .subscribeOn(Schedulers.boundedElastic()),
                        2)
                .collectList()
                .blockOptional()
                .orElseThrow();

        assertThat(answers).containsOnly("{\"queued\":3000,\"skipped\":0}");
        assertThat(api.context()
                        .getBean(DatabaseClient.class)
                        .sql("select count(*) from directory.invitee where invitation_id = :id and link_generation = 2")
                        .bind("id", uuid(invitation))
                        .mapValue(Long.class)
                        .one()
                        .block())
                .isEqualTo(3000);
    }
}
