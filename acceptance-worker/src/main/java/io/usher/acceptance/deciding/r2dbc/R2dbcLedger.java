package io.usher.acceptance.deciding.r2dbc;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.r2dbc.spi.R2dbcRollbackException;
import io.usher.acceptance.deciding.Batch;
import io.usher.acceptance.deciding.BatchResult;
import io.usher.acceptance.deciding.BatchState;
import io.usher.acceptance.deciding.Command.AccessEnd;
import io.usher.acceptance.deciding.Command.ExpiredAccesses;
import io.usher.acceptance.deciding.Command.LimitReport;
import io.usher.acceptance.deciding.Command.MemberChange;
import io.usher.acceptance.deciding.Command.MemberRemoval;
import io.usher.acceptance.deciding.Command.OfMember;
import io.usher.acceptance.deciding.Command.OfSeats;
import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Command.TeamChange;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.acceptance.deciding.DecisionEvents;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.SeatDecider;
import io.usher.acceptance.deciding.TeamDecider;
import io.usher.acceptance.deciding.r2dbc.StateQueries.Locked;
import io.usher.acceptance.deciding.r2dbc.StateQueries.Read;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.outbox.Outbox;
import io.usher.runtime.outbox.PackedEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** The ledger in PostgreSQL. A batch is one transaction of a dozen statements, whatever its number of requests. */
@Repository
class R2dbcLedger implements Ledger {

    /**
     * Races are lost to other batches of the same organization and to erasures of people in the batch. After these
     * retries the listener retries with longer pauses.
     */
    private static final Retry DECIDE_AGAIN =
            Retry.backoff(5, Duration.ofMillis(5)).filter(R2dbcLedger::isLostRace);

    private static final int LONGEST_CHAIN = 20;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final StateQueries states;
    private final SubjectQueries subjects;
    private final ResultStatements results;
    private final CommandStatements commands;
    private final MemberQueries members;
    private final PositionStatements positions;
    private final Outbox outbox;
    private final Clock clock;

    R2dbcLedger(DatabaseClient database, TransactionalOperator transaction, Outbox outbox, Clock clock) {
        this.database = database;
        this.transaction = transaction;
        this.states = new StateQueries(database);
        this.subjects = new SubjectQueries(database);
        this.results = new ResultStatements(database);
        this.commands = new CommandStatements(database);
        this.members = new MemberQueries(database);
        this.positions = new PositionStatements(database);
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public Mono<Decided> decide(Batch batch) {
        Mono<LogPosition> end = positions.moveOn(batch.from(), batch.epoch(), batch.next());
        Mono<Decided> decided = batch.requests().isEmpty()
                ? end.map(position -> new Decided(position, BatchResult.nothing(clock.instant())))
                : Mono.zip(end, lock(batch.requests()))
                        .flatMap(begun -> decideRequests(batch, begun.getT1(), begun.getT2()));
        return transaction.transactional(decided).retryWhen(DECIDE_AGAIN);
    }

    private Mono<Locked> lock(List<Request> requests) {
        return states.lock(
                requests.stream().map(Request::organization).collect(toUnmodifiableSet()),
                requests.stream().map(Request::invitation).collect(toUnmodifiableSet()));
    }

    private Mono<Decided> decideRequests(Batch batch, LogPosition end, Locked locked) {
        List<Request> first = BatchWeight.longestPrefix(batch.requests(), locked.invitations());
        return states.read(locked, first, null).flatMap(read -> {
            BatchResult promotions = promotionsOfMany(read.state(), first);
            return promotions == null
                    ? decide(
                            batch,
                            end,
                            locked,
                            read,
                            SeatDecider.decide(read.state(), first, clock.instant()),
                            first.size())
                    : decide(batch, end, locked, read, promotions, 0);
        });
    }

    /**
     * The promotions of people on waiting lists if there may be more of them than were read; null if there are not. Then
     * they are promoted first, without any request of the batch.
     */
    private @Nullable BatchResult promotionsOfMany(BatchState state, List<Request> asking) {
        if (state.waiting().size() < WaitingQueries.AT_ONCE) {
            return null;
        }
        BatchResult promotions = SeatDecider.promote(state, asking, clock.instant());
        return promotions.decisions().isEmpty() ? null : promotions;
    }

    /** @param decided how many requests of the batch; the position is set to the first of the others */
    private Mono<Decided> decide(
            Batch batch, LogPosition end, Locked locked, Read read, BatchResult result, int decided) {
        return store(result, read, locked)
                .zipWith(
                        decided == batch.requests().size()
                                ? Mono.just(end)
                                : positions.moveOn(
                                        end,
                                        batch.epoch(),
                                        batch.requests().get(decided).offset()),
                        (written, position) -> new Decided(position, written));
    }

    @Override
    public Mono<Decided> decide(Single command, LogPosition from, @Nullable Integer epoch, long next) {
        return transaction
                .transactional(positions
                        .moveOn(from, epoch, next)
                        .flatMap(end -> decideOnce(command).map(result -> new Decided(end, result))))
                .retryWhen(DECIDE_AGAIN);
    }

    /**
     * A command may be in the log more than once, and is decided once. If it was refused, the refusal is published
     * again with the same event id, for callers that still wait for it. The effect of other commands can be queried.
     */
    private Mono<BatchResult> decideOnce(Single command) {
        CommandId id = command.command();
        return id == null
                ? decideSingle(command)
                : commands.begin(id)
                        .flatMap(first -> first
                                ? decideSingle(command)
                                        .flatMap(result ->
                                                commands.conclude(id, result).thenReturn(result))
                                : commands.refusal(command, id)
                                        .map(refusal -> BatchResult.only(refusal, clock.instant()))
                                        .flatMap(again -> outbox.append(outbox.pack(DecisionEvents.of(again, Map.of())))
                                                .thenReturn(again))
                                        .defaultIfEmpty(BatchResult.nothing(clock.instant())));
    }

    @Override
    public Mono<BatchResult> decide(Single command) {
        return transaction.transactional(decideSingle(command)).retryWhen(DECIDE_AGAIN);
    }

    private Mono<BatchResult> decideSingle(Single command) {
        return switch (command) {
            case OfSeats ofSeats -> decideSeats(ofSeats);
            case ExpiredAccesses accesses -> endAccesses(accesses);
            case TeamChange change -> decideTeam(change);
        };
    }

    private Mono<BatchResult> decideSeats(OfSeats command) {
        return states.lock(Set.of(command.organization()), invitations(command))
                .flatMap(locked -> subjects.of(command)
                        .flatMap(subject -> states.read(locked, List.of(), subject.orElse(null)))
                        .flatMap(read -> Mono.zip(asOfNow(command), now())
                                .flatMap(with -> store(
                                        SeatDecider.decide(read.state(), with.getT1(), with.getT2()), read, locked))));
    }

    private Mono<BatchResult> endAccesses(ExpiredAccesses command) {
        OrganizationId organization = command.organization();
        List<MemberId> people = command.people().stream()
                .map(person -> MemberId.of(organization, person.address()))
                .toList();
        return states.lock(Set.of(organization), Set.of())
                .flatMap(locked -> members.lockAndRead(organization, people)
                        .flatMap(found -> Mono.zip(states.readFreeing(locked), now())
                                .flatMap(with -> store(
                                        SeatDecider.endAccesses(with.getT1().state(), found, with.getT2()),
                                        with.getT1(),
                                        locked))));
    }

    /** Those that the command concerns beside the ones with people on their waiting lists. */
    private static Set<InvitationId> invitations(OfSeats command) {
        return switch (command) {
            case Withdrawal withdrawal -> Set.of(withdrawal.invitation());
            case LimitReport limits -> limits.invitations();
            case OfMember member -> Set.of();
            case Promotion promotion -> Set.of();
        };
    }

    /** The same with what its caller may do now. */
    private Mono<OfSeats> asOfNow(OfSeats command) {
        return switch (command) {
            case MemberChange change ->
                members.asOfNow(change.organization(), change.caller()).map(change::by);
            case MemberRemoval removal ->
                members.asOfNow(removal.organization(), removal.caller()).map(removal::by);
            case Withdrawal withdrawal -> Mono.just(withdrawal);
            case AccessEnd end -> Mono.just(end);
            case Promotion promotion -> Mono.just(promotion);
            case LimitReport limits -> Mono.just(limits);
        };
    }

    private Mono<BatchResult> decideTeam(TeamChange command) {
        return members.join(command.organization())
                .then(members.lockAndRead(command.organization(), command.members()))
                .zipWith(members.grantable(command.organization(), new UUID[] {command.team()})
                        .filter(one -> one.kind() == GrantKind.TEAM)
                        .singleOrEmpty()
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty()))
                .zipWhen(read -> members.asOfNow(command.organization(), command.caller()))
                .flatMap(read -> {
                    BatchResult result = TeamDecider.decide(
                            command.by(read.getT2()),
                            read.getT1().getT2().orElse(null),
                            read.getT1().getT1(),
                            clock.instant());
                    return results.write(result, Set.of())
                            .then(outbox.append(outbox.pack(DecisionEvents.of(result, Map.of()))))
                            .thenReturn(result);
                });
    }

    /**
     * The time of the database, which does not depend on the clock of this program: it decides whether an access has
     * expired.
     */
    private Mono<Instant> now() {
        return database.sql("select date_trunc('milliseconds', now())")
                .mapValue(Instant.class)
                .one();
    }

    /** Includes deadlocks, which PostgreSQL resolves by failing one of the transactions. */
    private static boolean isLostRace(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(LONGEST_CHAIN)
                .anyMatch(cause -> cause instanceof LostRace || cause instanceof R2dbcRollbackException);
    }

    /** Encodes the events while the result is being written. */
    private Mono<BatchResult> store(BatchResult result, Read read, Locked locked) {
        Mono<PackedEvents> events = Mono.fromCallable(() -> outbox.pack(DecisionEvents.of(result, read.erased())))
                .subscribeOn(Schedulers.parallel());
        return Mono.zip(results.write(result, read.former()).thenReturn(result), events)
                .flatMap(written -> Mono.when(
                                states.confirm(locked, result.seated()),
                                results.conclude(result),
                                outbox.append(written.getT2()))
                        .thenReturn(result));
    }

    @Override
    public Mono<LogPosition> moveTo(LogPosition from, UUID log, long next) {
        return positions.moveTo(from, log, next);
    }

    @Override
    public Mono<LogPosition> position(String topic, int partition, UUID log) {
        return positions.position(topic, partition, log);
    }
}
