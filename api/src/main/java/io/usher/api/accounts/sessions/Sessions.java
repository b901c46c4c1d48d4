package io.usher.api.accounts.sessions;

import com.github.benmanes.caffeine.cache.Ticker;
import io.r2dbc.spi.Readable;
import io.usher.api.accounts.SignInLog;
import io.usher.api.http.security.KeyHash;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AccountId;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sessions as they are stored. */
@Component
public final class Sessions {

    static final Duration LONG = Duration.ofDays(30);
    private static final Duration SHORT = Duration.ofHours(12);
    private static final Duration IDLE = Duration.ofDays(7);
    private static final Duration SEEN_EVERY = Duration.ofMinutes(1);

    /** What is kept of it is at most five seconds old then. */
    private static final Duration LOAD_WITHIN = Duration.ofMillis(1500);

    private static final int DELETED_AT_ONCE = 1000;
    private static final int MOST_SHOWN = 100;

    private final DatabaseClient database;
    private final SignInLog log;
    private final RecentSessions recent;
    private final Clock clock;

    Sessions(DatabaseClient database, SignInLog log, Clock clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
        this.recent = new RecentSessions(this::load, Ticker.systemTicker());
    }

    /** How somebody has shown who they are. */
    public record Method(String stored) {

        public static final Method PASSWORD = new Method("password");
        public static final Method MAIL = new Method("mail");

        private static final String OF_PROVIDERS = "oidc:";

        /** By signing in there. */
        public static Method at(String provider) {
            return new Method(OF_PROVIDERS + provider);
        }

        /** Where they have signed in; empty if that was here. */
        public Optional<String> provider() {
            return stored.startsWith(OF_PROVIDERS)
                    ? Optional.of(stored.substring(OF_PROVIDERS.length()))
                    : Optional.empty();
        }
    }

    /** Begins a session, inside of the caller's transaction, which the audit log says, and ends the one that the browser had. */
    public Mono<NewSession> begin(AccountId account, Method method, Browser browser, boolean stays) {
        return Mono.defer(() -> {
            NewSession session = new NewSession(SessionCookie.newValue(), stays);
            KeyHash before = browser.before();
            return (before == null ? Mono.<Method>empty() : end(before))
                    .then(insert(account, method, browser, session))
                    .then(log.signedIn(account, method.stored))
                    .thenReturn(session);
        });
    }

    private Mono<Void> insert(AccountId account, Method method, Browser browser, NewSession session) {
        Instant now = clock.instant();
        return database.sql("""
                        insert into directory.session (hash, account_id, method, authenticated_at, seen_at, expires_at,
                            user_agent, network)
                        values (:hash, :account, :method, :now, :now, :end, :agent, :network)""")
                .bind("hash", KeyHash.of(session.cookie()).bytes())
                .bind("account", account.value())
                .bind("method", method.stored())
                .bind("now", now)
                .bind("end", now.plus(session.stays() ? LONG : SHORT))
                .bind("agent", Columns.orNull(browser.userAgent(), String.class))
                .bind("network", browser.network())
                .then();
    }

    /** Whether somebody was found for it some moments ago. */
    boolean isRecent(KeyHash session) {
        return recent.isKnown(session);
    }

    /**
     * Who is signed in; empty if nobody is. Every answer was true at most five seconds ago, also for sessions that other
     * instances ended.
     */
    Mono<SignedIn> find(KeyHash session) {
        return recent.find(session).filter(signedIn -> clock.instant().isBefore(signedIn.expiresAt()));
    }

    /**
     * Each by its index, however many they are: {@code offset 0} keeps the order of the loops. The planner does not see how
     * many, by the {@code select} around them: otherwise it plans anew for each few, which takes ten times as long.
     */
    private Mono<Map<KeyHash, SignedIn>> load(List<KeyHash> sessions) {
        return Mono.defer(() -> {
                    Instant now = clock.instant();
                    return database.sql("""
                                    select s.hash, s.account_id, s.authenticated_at, s.seen_at, s.expires_at, a.address,
                                        a.email, a.first_name, a.last_name, a.locale,
                                        a.password_hash is not null as has_password, a.platform_admin, %s
                                    from unnest((select :hashes)) as wanted (hash)
                                    cross join lateral (
                                        select * from directory.session
                                        where hash = decode(wanted.hash, 'hex') and expires_at > :now and seen_at > :idle
                                        offset 0) as s
                                    join directory.account a on a.id = s.account_id""".formatted(Memberships.COLUMN))
                            .bind("hashes", sessions.stream().map(KeyHash::hex).toArray(String[]::new))
                            .bind("now", now)
                            .bind("idle", now.minus(IDLE))
                            .map(Sessions::found)
                            .all()
                            .collectList()
                            .delayUntil(found -> see(found, now))
                            .map(found -> found.stream()
                                    .map(Found::signedIn)
                                    .collect(Collectors.toMap(SignedIn::session, Function.identity())));
                })
                .timeout(LOAD_WITHIN);
    }

    private static Found found(Readable row) {
        Columns columns = new Columns(row);
        return new Found(signedIn(KeyHash.stored(columns.bytes("hash")), row), columns.instant("seen_at"));
    }

    private record Found(SignedIn signedIn, Instant seenAt) {}

    private static SignedIn signedIn(KeyHash session, Readable row) {
        Columns columns = new Columns(row);
        UUID account = columns.uuid("account_id");
        return new SignedIn(
                session,
                Memberships.caller(account, columns, columns.instant("authenticated_at")),
                new AccountId(account),
                new EmailAddress(columns.text("email"), columns.text("address")),
                columns.optionalText("first_name"),
                columns.optionalText("last_name"),
                columns.optionalText("locale"),
                columns.bool("has_password"),
                columns.instant("authenticated_at"),
                columns.instant("expires_at"));
    }

    /** Who else is writing it sees it, too. */
    private Mono<Void> see(List<Found> found, Instant now) {
        Instant before = now.minus(SEEN_EVERY);
        String[] unseen = found.stream()
                .filter(one -> one.seenAt().isBefore(before))
                .map(one -> one.signedIn().session().hex())
                .toArray(String[]::new);
        return unseen.length == 0
                ? Mono.empty()
                : database.sql("""
                        update directory.session set seen_at = :now
                        where hash in (
                            select s.hash from unnest((select :hashes)) as wanted (hash)
                            join directory.session s on s.hash = decode(wanted.hash, 'hex')
                            where seen_at < :before for update of s skip locked)""")
                        .bind("now", now)
                        .bind("hashes", unseen)
                        .bind("before", before)
                        .then();
    }

    /** On this instance at once, on others within five seconds. Emits how it had begun; empty if there is none. */
    public Mono<Method> end(KeyHash session) {
        return database.sql("delete from directory.session where hash = :hash returning method")
                .bind("hash", session.bytes())
                .map(row -> new Method(new Columns(row).text("method")))
                .one()
                .doOnTerminate(() -> recent.forget(session));
    }

    /** What is known of the account's sessions is read anew, on this instance at once. */
    public void changed(SignedIn signedIn) {
        recent.forget(signedIn.session());
    }

    /** Inside of the caller's transaction: whoever was signed in with the old password is not any more. */
    public Mono<Void> endAll(AccountId account) {
        return database.sql("delete from directory.session where account_id = :account returning hash")
                .bind("account", account.value())
                .map(row -> new Columns(row).bytes("hash"))
                .all()
                .doOnNext(hash -> recent.forget(KeyHash.stored(hash)))
                .then();
    }

    /**
     * A browser in which somebody is signed in.
     *
     * @param id names it to its owner
     * @param method as it is stored
     */
    public record Device(
            String id,
            String method,
            Instant authenticatedAt,
            Instant seenAt,
            @Nullable String userAgent,
            String network,
            boolean isThis) {}

    /** Those of the account, the last used first. */
    public Flux<Device> of(SignedIn person) {
        return database.sql("""
                        select hash, method, authenticated_at, seen_at, user_agent, network from directory.session
                        where account_id = :account and expires_at > :now and seen_at > :idle
                        order by seen_at desc, hash limit :most""")
                .bind("account", person.account().value())
                .bind("now", clock.instant())
                .bind("idle", clock.instant().minus(IDLE))
                .bind("most", MOST_SHOWN)
                .map(row -> device(person, new Columns(row)))
                .all();
    }

    private static Device device(SignedIn person, Columns columns) {
        KeyHash session = KeyHash.stored(columns.bytes("hash"));
        return new Device(
                session.hex(),
                columns.text("method"),
                columns.instant("authenticated_at"),
                columns.instant("seen_at"),
                columns.optionalText("user_agent"),
                columns.text("network"),
                session.equals(person.session()));
    }

    /** Ends another session of the same account, if it is one. */
    public Mono<Void> endOther(SignedIn person, String id) {
        return endOthers(person, " and encode(hash, 'hex') = :id", sql -> sql.bind("id", id));
    }

    /** Ends all sessions of the account but this one. */
    public Mono<Void> endOthers(SignedIn person) {
        return endOthers(person, "", sql -> sql);
    }

    private Mono<Void> endOthers(
            SignedIn person, String condition, UnaryOperator<DatabaseClient.GenericExecuteSpec> bound) {
        return bound.apply(database.sql("delete from directory.session where account_id = :account and hash <> :this"
                                + condition + " returning hash")
                        .bind("account", person.account().value())
                        .bind("this", person.session().bytes()))
                .map(row -> new Columns(row).bytes("hash"))
                .all()
                .doOnNext(hash -> recent.forget(KeyHash.stored(hash)))
                .then();
    }

    /** Deletes some that are over; emits whether there may be more. */
    Mono<Boolean> deleteSomeOver() {
        return Mono.defer(() -> database.sql("""
                                delete from directory.session where hash in (
                                    select hash from directory.session where expires_at < :now limit :most
                                    for update skip locked)""")
                        .bind("now", clock.instant())
                        .bind("most", DELETED_AT_ONCE)
                        .fetch()
                        .rowsUpdated())
                .map(deleted -> deleted == DELETED_AT_ONCE);
    }
}
