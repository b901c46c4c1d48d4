package io.usher.api.invitations;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.HeldLocks;
import io.usher.api.RunningApi;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The acceptance worker holds an invitation while it decides a batch. */
class LockedInvitationIT {

    private final RunningApi api = RunningApi.shared();
    private final String invitations = "/api/v1/organizations/"
            + api.organization("Locking " + System.nanoTime()).get("id").asString() + "/invitations";
    private final Answers made = post(api.platform(), invitations, named("Held"));

    private static Connection worker(RunningApi api) throws SQLException {
        Database database = api.database();
        Connection worker = DriverManager.getConnection(
                database.jdbcUrl(), "usher_acceptance_worker", database.letIn("usher_acceptance_worker"));
        worker.setAutoCommit(false);
        return worker;
    }

    private static void decide(Connection worker, Answers made) throws SQLException {
        try (Statement statement = worker.createStatement()) {
            statement.execute(
                    "select from directory.invitation where id = '%s' for no key update".formatted(made.at("id")));
        }
    }

    @Test
    void switchingOffWaitsForTheDecisionsThatAreBeingMadeAndSeesThem() throws Exception {
        try (RunningApi patient = RunningApi.start(
                        TestServers.freshDatabase(),
                        "spring.r2dbc.properties.lockWaitTimeout=PT30S",
                        "spring.r2dbc.properties.statementTimeout=PT30S");
                Connection worker = worker(patient);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            String organization = patient.organization("Locking").get("id").asString();
            Answers held =
                    post(patient.platform(), "/api/v1/organizations/" + organization + "/invitations", named("Held"));
            decide(worker, held);
            CompletableFuture<Answers> switched = CompletableFuture.supplyAsync(
                    () -> patch(patient.platform(), held.header("Location"), Map.of("status", "disabled")), other);
            await().atMost(Duration.ofSeconds(30)).until(() -> HeldLocks.areWaitedFor(worker));
            assertThat(switched).isNotDone();
            try (Statement statement = worker.createStatement()) {
                statement.execute("insert into onboarding.invitation_seats (invitation_id, requests, accepted, waiting)"
                        + " values ('%s', 10, 7, 3)".formatted(held.at("id")));
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
        try (Connection worker = worker(api);
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

    @Test
    void waitingTooLongIsUnavailableAndChangesNothing() throws Exception {
        try (Connection worker = worker(api)) {
            decide(worker, made);

            assertThat(patch(api.platform(), made.header("Location"), named("Never"))
                            .problem())
                    .isEqualTo("503 unavailable");
            worker.rollback();
        }
        assertThat(get(api.platform(), made.header("Location")).json()).isEqualTo(made.json());
    }
}
