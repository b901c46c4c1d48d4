package io.usher.api.accounts.signing;

import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.PasswordHashing;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.accounts.sessions.SignedIn;
import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The first password of somebody who has none, because too many were hashed when they came. */
@Component
public final class ChoosingPasswords {

    private final Accounts accounts;
    private final PasswordHashing hashing;
    private final Sessions sessions;
    private final Clock clock;

    ChoosingPasswords(Accounts accounts, PasswordHashing hashing, Sessions sessions, Clock clock) {
        this.accounts = accounts;
        this.hashing = hashing;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** False, and nothing is changed, if they have one or did not sign in within the last 15 minutes. */
    public Mono<Boolean> chooseFirst(SignedIn person, String password) {
        return person.hasPassword() || !person.isRecentAt(clock.instant())
                ? Mono.just(false)
                : hashing.hash(password)
                        .flatMap(hash -> accounts.setFirstPassword(person.account(), hash, clock.instant()))
                        .doOnNext(chosen -> sessions.changed(person));
    }
}
