package io.usher.notifier.sending;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.notifier.Directory;
import io.usher.notifier.Directory.Invited;
import io.usher.runtime.BrokerConfiguration;
import io.usher.runtime.outbox.OutboxConfiguration;
import io.usher.testing.TestServers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The due messages in PostgreSQL, in a program that does not send them. */
final class DueMailsIT {

    private static final Duration LEASE = Duration.ofMinutes(2);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
    private final ConfigurableApplicationContext program = program(database);
    private final DueMails dueMails = program.getBean(DueMails.class);

    @AfterEach
    void close() {
        program.close();
    }

    @Test
    void messagesAreClaimedByPriorityAndWithinAPriorityTheLongestDueFirst() {
        add("bulk", MailPriority.BULK, Duration.ofHours(-3));
        add("invitation", MailPriority.INVITATION, Duration.ofHours(-2));
        add("answer", MailPriority.TRANSACTIONAL, Duration.ofSeconds(-1));
        add("earlier answer", MailPriority.TRANSACTIONAL, Duration.ofMinutes(-1));
        add("later answer", MailPriority.TRANSACTIONAL, Duration.ofHours(1));

        assertThat(claim(1)).containsExactly("earlier answer");
        assertThat(claim(2)).containsExactlyInAnyOrder("answer", "invitation");
        assertThat(claim(10)).containsExactly("bulk");
        assertThat(claim(10)).isEmpty();
    }

    /** Such as many that wait for their next attempt. */
    @Test
    void messagesThatAreNotDueHideNoneOfALowerPriority() {
        for (int i = 0; i < 20; i++) {
            add("waiting " + i, MailPriority.TRANSACTIONAL, Duration.ofHours(1));
        }
        add("invitation", MailPriority.INVITATION, Duration.ofSeconds(-1));

        assertThat(claim(2)).containsExactly("invitation");
    }

    @Test
    void aMessageWhoseInvitationOrOrganizationDoesNotExistIsClaimedWithoutContext() {
        InvitationId missing = new InvitationId(UUID.randomUUID());
        directory.addMessage(
                new Invited(invited.organization(), missing, ""),
                "no invitation",
                MailPriority.INVITATION,
                Duration.ofSeconds(-1));
        directory.addMessage(
                new Invited(new OrganizationId(UUID.randomUUID()), invited.invitation(), ""),
                "no organization",
                MailPriority.INVITATION,
                Duration.ofSeconds(-1));

        assertThat(claimed(10))
                .hasSize(2)
                .allSatisfy(mail -> assertThat(mail.context()).as(mail.email()).isNull());
    }

    @Test
    void thePeriodOfAttemptsIsKeptFromTheFirstOn() {
        add("late", MailPriority.INVITATION, Duration.ofSeconds(-1));
        directory.ageQueue(invited.invitation(), Duration.ofDays(4));

        fail(claimed(1));
        Instant first = claimed(1).getFirst().sendableAt();
        assertThat(first).isAfter(Instant.now().minus(Duration.ofHours(1)));

        directory.ageQueue(invited.invitation(), Duration.ofDays(1));
        fail(claimed(1));
        assertThat(claimed(1).getFirst().sendableAt()).isBefore(first);
    }

    /** As if the server had asked to try again later. */
    private void fail(List<DueMail> claimed) {
        dueMails.update(claimed.stream()
                        .map(mail -> new MessageUpdate(
                                mail, MessageUpdate.State.QUEUED, 1, Duration.ZERO, false, false, "451 later"))
                        .toList())
                .block();
    }

    private void add(String email, MailPriority priority, Duration dueIn) {
        directory.addMessage(invited, email, priority, dueIn);
    }

    private List<String> claim(int limit) {
        return claimed(limit).stream().map(DueMail::email).toList();
    }

    private List<DueMail> claimed(int limit) {
        return requireNonNull(dueMails.claim(limit, LEASE, false).block());
    }

    private static ConfigurableApplicationContext program(Database database) {
        return new SpringApplicationBuilder(Program.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.name=usher-notifier-worker")
                .run(
                        // The program's own health component is not here.
                        "--management.endpoint.health.validate-group-membership=false",
                        "--spring.r2dbc.url=" + database.r2dbcUrl(),
                        "--spring.r2dbc.password=" + database.letIn("usher_notifier_worker"),
                        "--spring.kafka.bootstrap-servers="
                                + TestServers.kafka().bootstrapServers());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = ThymeleafAutoConfiguration.class)
    @Import({R2dbcDueMails.class, Suppressions.class, BrokerConfiguration.class, OutboxConfiguration.class})
    static class Program {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Supplier<UUID> ids() {
            return UUID::randomUUID;
        }
    }
}
