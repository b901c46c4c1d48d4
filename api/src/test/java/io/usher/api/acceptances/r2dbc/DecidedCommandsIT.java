package io.usher.api.acceptances.r2dbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.api.acceptances.StoreFailure;
import io.usher.api.commands.DecidedCommands;
import io.usher.contract.id.CommandId;
import io.usher.testing.FaultProxy;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class DecidedCommandsIT {

    /** The limit of the look-up, and some room for a slow machine. */
    private static final Duration IN_TIME = Duration.ofSeconds(8);

    @Test
    void aDatabaseThatStallsIsAStoreFailureInTime() {
        try (FaultProxy proxy = FaultProxy.to(TestServers.postgres());
                RunningApi api = RunningApi.start(proxy.through(TestServers.freshDatabase()))) {
            DecidedCommands commands = api.context().getBean(DecidedCommands.class);

            proxy.stallAfter("from onboarding.command");

            // On a slow machine the first ones may not get as far as a connection.
            await().untilAsserted(() -> {
                StepVerifier.create(commands.find(new CommandId(UUID.randomUUID())))
                        .expectError(StoreFailure.class)
                        .verify(IN_TIME);
                assertThat(proxy.isStalled()).isTrue();
            });
            // The program does not wait for answers that cannot come.
            proxy.dropConnections();
        }
    }
}
