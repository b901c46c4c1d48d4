package io.usher.api.acceptances.kafka;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.StoredInvitations;
import io.usher.api.acceptances.asking.AskingForSeats;
import io.usher.api.acceptances.asking.RefusalCounter;
import io.usher.api.acceptances.asking.Refusals;
import io.usher.api.acceptances.asking.WaitingForDecisions;
import io.usher.api.acceptances.asking.WithdrawingAcceptances;
import io.usher.api.acceptances.cache.InvitationView;
import io.usher.api.acceptances.cache.PendingIndex;
import io.usher.api.acceptances.cache.RememberedRequests;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.acceptances.following.PendingRequests;
import io.usher.api.acceptances.r2dbc.DecidedPositions;
import io.usher.api.acceptances.topics.TopicFollower;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.api.commands.EarlierRequests;
import io.usher.api.commands.OncePerKey;
import io.usher.api.commands.SendingCommands;
import io.usher.api.invitations.FindingInvitations;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires accepting. The bean methods are those that need settings. */
@Configuration(proxyBeanMethods = false)
@Import({
    AskingForSeats.class,
    WaitingForDecisions.class,
    WithdrawingAcceptances.class,
    SendingCommands.class,
    OncePerKey.class
})
class AcceptingConfiguration {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    @Bean
    InvitationView invitationView(StoredInvitations stored, AcceptingSettings settings) {
        return new InvitationView(stored, settings.knownInvitations(), Ticker.systemTicker());
    }

    @Bean
    RememberedRequests rememberedRequests(AcceptingSettings settings, Clock clock) {
        return new RememberedRequests(settings.rememberedRequests(), clock);
    }

    @Bean
    AwaitedDecisions awaitedDecisions(AcceptingSettings settings) {
        return new AwaitedDecisions(settings.waiting(), settings.waitingOfTenant());
    }

    @Bean
    Refusals refusals(
            KnownInvitations invitations,
            Acceptances decided,
            RefusalCounter counter,
            AcceptingSettings settings,
            Clock clock) {
        return new Refusals(invitations, decided, counter, settings.clockMargin(), clock);
    }

    @Bean
    FollowingAcceptances followingAcceptances(
            KnownInvitations invitations,
            PendingRequests pending,
            Acceptances decided,
            AwaitedDecisions decisions,
            FindingInvitations finding) {
        return new FollowingAcceptances(invitations, pending, decided, decisions, finding::require, BETWEEN_LOOKS);
    }

    @Bean
    PendingIndex pendingIndex(AcceptingSettings settings) {
        return new PendingIndex(settings.pendingRequests());
    }

    @Bean
    PendingRequests pendingRequests(PendingIndex index, TopicFollower requestFollower, DecidedPositions positions) {
        return new FollowedRequests(index, requestFollower, positions);
    }

    @Bean
    DroppingDecided droppingDecided(
            DecidedPositions positions,
            PendingIndex pending,
            TopicFollower requestFollower,
            AcceptingSettings settings) {
        return new DroppingDecided(positions, pending, requestFollower, settings.lookAtWorker());
    }

    @Bean
    TopicFollower invitationFollower(AcceptingClients clients, InvitationView view) {
        return clients.follower(new InvitationReader(view));
    }

    @Bean
    TopicFollower decisionFollower(AcceptingClients clients, AwaitedDecisions awaited, InvitationView view) {
        return clients.follower(new DecisionReader(awaited, view));
    }

    @Bean
    TopicFollower fullQuotaFollower(AcceptingClients clients, InvitationView view) {
        return clients.follower(new FullQuotaReader(view));
    }

    @Bean
    TopicFollower memberFollower(AcceptingClients clients, AwaitedDecisions awaited) {
        return clients.follower(new MemberReader(awaited));
    }

    @Bean
    TopicFollower requestFollower(
            AcceptingClients clients,
            DecidedPositions positions,
            PendingIndex pending,
            EarlierRequests earlier,
            AcceptingSettings settings,
            Clock clock) {
        int limit = Math.max(settings.pendingRequests(), settings.rememberedRequests());
        return clients.follower(new RequestReader(positions, pending, earlier, limit, clock));
    }

    @Bean
    KafkaRequestQueue requestQueue(
            AcceptingClients clients, PendingIndex pending, AcceptingSettings settings, Clock clock) {
        return new KafkaRequestQueue(clients::producer, pending, settings.underWay(), clock);
    }

    @Bean
    ReactiveHealthIndicator eventsHealthIndicator(List<TopicFollower> followers, KafkaRequestQueue queue) {
        return new EventsHealth(followers, queue);
    }

    @Bean
    MeterBinder acceptingGauges(KafkaRequestQueue queue, PendingIndex pending, AwaitedDecisions awaited) {
        return registry -> {
            gauge("usher.api.acceptances.under.way", queue::size, "Requests that the broker has not confirmed yet")
                    .register(registry);
            gauge("usher.api.acceptances.pending", pending::size, "Undecided requests in memory")
                    .register(registry);
            gauge("usher.api.acceptances.waiting", awaited::size, "Callers that wait for a decision")
                    .register(registry);
        };
    }

    private static Gauge.Builder<Supplier<Number>> gauge(String name, Supplier<Number> value, String description) {
        return Gauge.builder(name, value).description(description);
    }
}
