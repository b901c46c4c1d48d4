package io.usher.api.invitations;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The acceptance worker holds an invitation while it decides a batch. */
class LockedInvitationIT {

    private final RunningApi api = RunningApi.shared();
    private final String invitations = "/api/v1/organizations/"
            + api.organization("Locking " + System.nanoTime()).get("id").asString() + "/invitations";
    private final Answers made = post(api.platform(), invitations, named("Held"));

    private Connection worker() throws SQLException {
        Database database = api.database();
        Connection worker = DriverManager.getConnection(
                database.jdbcUrl(), "usher_acceptance_worker", database.letIn("usher_acceptance_worker"));
        worker.setAutoCommit(false);
        return worker;
    }

    private void decide(Connection worker) throws SQLException {
        try (Statement statement = worker.createStatement()) {
            statement.execute(
                    "select from directory.invitation where id = '%s' for no key update".formatted(made.at("id")));
        }
    }

    @Test
    void switchingOffWaitsForTheDecisionsThatAreBeingMadeAndSeesThem() throws Exception {
        try (Connection worker = worker()) {
            decide(worker);
            CompletableFuture<Answers> switched = CompletableFuture.supplyAsync(
                    () -> patch(api.platform(), made.header("Location"), Map.of("status", "disabled")));
            await().atMost(Duration.ofSeconds(3)).until(() -> waiting(worker) > 0);
            assertThat(switched).isNotDone();
            try (Statement statement = worker.createStatement()) {
                statement.execute("insert into onboarding.invitation_seats (invitation_id, requests, accepted, waiting)"
                        + " values ('%s', 10, 7, 3)".formatted(made.at("id")));
            }
            worker.commit();

            assertThat(switched.get().at("state")).isEqualTo("disabled");
            assertThat(switched.get().json().path("accepted").asInt()).isEqualTo(7);
            assertThat(switched.get().json().path("waitlisted").asInt()).isEqualTo(3);
        }
    }

    /** Neither waits for the other: many who make invitations would otherwise keep the worker from ever going on. */
    @Test
    void invitationsAreMadeWhileTheWorkerHoldsTheirOrganization() throws Exception {
        try (Connection worker = worker();
                Statement statement = worker.createStatement()) {
            statement.execute("""
                            select from directory.organization
                            where id = (select organization_id from directory.invitation where id = '%s')
                            for no key update
                            """.formatted(made.at("id")));

            assertThat(post(api.platform(), invitations, named("Beside it")).status())
                    .isEqualTo(201);
        }
    }

    private static int waiting(Connection worker) throws SQLException {
        try (Statement statement = worker.createStatement();
                ResultSet waiting = statement.executeQuery("select count(*) from pg_locks where not granted")) {
            waiting.next();
            return waiting.getInt(1);
        }
    }

    @Test
    void waitingTooLongIsUnavailableAndChangesNothing() throws Exception {
        try (Connection worker = worker()) {
            decide(worker);

            assertThat(patch(api.platform(), made.header("Location"), named("Never"))
                            .problem())
                    .isEqualTo("503 unavailable");
            worker.rollback();
        }
        assertThat(get(api.platform(), made.header("Location")).json()).isEqualTo(made.json());
    }
}
