package io.usher.api.acceptances.kafka;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.DecidedPositions;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.StoredInvitations;
import io.usher.api.acceptances.asking.AskingForSeats;
import io.usher.api.acceptances.asking.EarlierRequests;
import io.usher.api.acceptances.asking.Refusals;
import io.usher.api.acceptances.asking.RequestQueue;
import io.usher.api.acceptances.asking.WaitingForDecisions;
import io.usher.api.acceptances.asking.WithdrawingAcceptances;
import io.usher.api.acceptances.cache.InvitationView;
import io.usher.api.acceptances.cache.PendingIndex;
import io.usher.api.acceptances.cache.RememberedRequests;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.acceptances.following.PendingRequests;
import io.usher.api.acceptances.topics.Tail;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.api.commands.CommandQueue;
import io.usher.api.commands.SendingCommands;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts accepting together. */
@Configuration(proxyBeanMethods = false)
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
    WaitingForDecisions waitingForDecisions(AwaitedDecisions decisions, Acceptances decided) {
        return new WaitingForDecisions(decisions, decided);
    }

    @Bean
    Refusals refusals(KnownInvitations invitations, Acceptances decided, AcceptingSettings settings, Clock clock) {
        return new Refusals(invitations, decided, settings.clockMargin(), clock);
    }

    @Bean
    AskingForSeats askingForSeats(
            KnownInvitations invitations,
            Refusals refusals,
            RequestQueue queue,
            EarlierRequests earlier,
            WaitingForDecisions decisions,
            Supplier<UUID> ids) {
        return new AskingForSeats(invitations, refusals, queue, earlier, decisions, ids);
    }

    @Bean
    FollowingAcceptances followingAcceptances(
            KnownInvitations invitations, PendingRequests pending, Acceptances decided, AwaitedDecisions decisions) {
        return new FollowingAcceptances(invitations, pending, decided, decisions, BETWEEN_LOOKS);
    }

    @Bean
    PendingIndex pendingIndex(AcceptingSettings settings) {
        return new PendingIndex(settings.pendingRequests());
    }

    @Bean
    PendingRequests pendingRequests(PendingIndex index, Tail requestTail, DecidedPositions positions) {
        return new FollowedRequests(index, requestTail, positions);
    }

    @Bean
    DroppingDecided droppingDecided(
            DecidedPositions positions, PendingIndex pending, Tail requestTail, AcceptingSettings settings) {
        return new DroppingDecided(positions, pending, requestTail, settings.lookAtWorker());
    }

    @Bean
    Tail invitationTail(AcceptingClients clients, InvitationView view) {
        return clients.tail(new InvitationReader(view));
    }

    @Bean
    Tail decisionTail(AcceptingClients clients, AwaitedDecisions awaited, InvitationView view) {
        return clients.tail(new DecisionReader(awaited, view));
    }

    @Bean
    Tail memberTail(AcceptingClients clients, AwaitedDecisions awaited) {
        return clients.tail(new MemberReader(awaited));
    }

    @Bean
    SendingCommands sendingCommands(CommandQueue queue, AwaitedDecisions awaited, Clock clock) {
        return new SendingCommands(queue, awaited, clock);
    }

    @Bean
    WithdrawingAcceptances withdrawingAcceptances(
            FollowingAcceptances following, Acceptances decided, SendingCommands commands, Supplier<UUID> ids) {
        return new WithdrawingAcceptances(following, decided, commands, ids);
    }

    @Bean
    Tail requestTail(
            AcceptingClients clients,
            DecidedPositions positions,
            PendingIndex pending,
            EarlierRequests earlier,
            AcceptingSettings settings,
            Clock clock) {
        int most = Math.max(settings.pendingRequests(), settings.rememberedRequests());
        return clients.tail(new RequestReader(positions, pending, earlier, most, clock));
    }

    @Bean
    KafkaRequestQueue requestQueue(
            AcceptingClients clients, PendingIndex pending, AcceptingSettings settings, Clock clock) {
        return new KafkaRequestQueue(clients::producer, pending, settings.underWay(), clock);
    }

    @Bean
    ReactiveHealthIndicator eventsHealthIndicator(List<Tail> tails, KafkaRequestQueue queue) {
        return new EventsHealth(tails, queue);
    }

    @Bean
    MeterBinder acceptingGauges(KafkaRequestQueue queue, PendingIndex pending, AwaitedDecisions awaited) {
        return registry -> {
            gauge("usher.api.acceptances.under.way", queue::size, "Requests on their way to the broker")
                    .register(registry);
            gauge("usher.api.acceptances.pending", pending::size, "Undecided requests in memory")
                    .register(registry);
            gauge("usher.api.acceptances.waiting", awaited::size, "Callers who wait for a decision")
                    .register(registry);
        };
    }

    private static Gauge.Builder<Supplier<Number>> gauge(String name, Supplier<Number> value, String description) {
        return Gauge.builder(name, value).description(description);
    }
}
