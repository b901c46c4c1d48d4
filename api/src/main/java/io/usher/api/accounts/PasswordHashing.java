package io.usher.api.accounts;

import static java.util.Objects.requireNonNull;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.ServingThread;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hashes passwords with Argon2id, by OWASP's least settings: 19 MiB and some 25 ms of one core each. On half of the cores,
 * and on these half of the time; if too many wait, it fails with a {@link Refusal.Unavailable}. Passwords are compared in NFC.
 */
@Component
public final class PasswordHashing implements DisposableBean {

    private static final String ALGORITHM = "argon2";
    private static final int KIBIBYTES = 19_456;
    private static final int PASSES = 2;

    /** An empty one would not be hashed at all: Spring Security compares none. */
    private static final String ANY = "any password";

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(10);

    private final PasswordEncoder encoder;

    /** Of no password; it takes as long to compare one with it as with any other. */
    private final String nobodys;

    private final Scheduler threads;

    PasswordHashing(AccountSettings settings) {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        Argon2Hashes hashes = new Argon2Hashes(KIBIBYTES, PASSES, most);
        this.encoder = new DelegatingPasswordEncoder(ALGORITHM, Map.of(ALGORITHM, hashes));
        this.nobodys = "{" + ALGORITHM + "}" + hashes.ofNone();
        this.threads = Schedulers.fromExecutorService(new RestingThreads(most, settings.hashesWaiting()));
    }

    /** Each rests as long as it has worked: while many passwords are due, whoever asks for a seat has half of its core. */
    private static final class RestingThreads extends ThreadPoolExecutor {

        private final ThreadLocal<Long> begun = new ThreadLocal<>();

        RestingThreads(int threads, int waiting) {
            super(
                    threads,
                    threads,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(waiting),
                    Thread.ofPlatform().name("usher-passwords-", 0).daemon().factory());
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable work) {
            begun.set(System.nanoTime());
        }

        @Override
        protected void afterExecute(Runnable work, @Nullable Throwable failure) {
            LockSupport.parkNanos(System.nanoTime() - begun.get());
        }
    }

    public Mono<String> hash(String password) {
        return inTurn(() -> requireNonNull(encoder.encode(normal(password))));
    }

    /**
     * Whether it is the password, which takes as long if there is none to compare with.
     *
     * @param hash null = there is none, and it is not
     */
    public Mono<Boolean> matches(String password, @Nullable String hash) {
        if (hash == null || !PasswordRules.isPossible(password)) {
            return inTurn(() -> encoder.matches(ANY, nobodys)).thenReturn(false);
        }
        String stored = hash;
        return inTurn(() -> encoder.matches(normal(password), stored));
    }

    private <T> Mono<T> inTurn(Callable<T> work) {
        return ServingThread.back(Mono.fromCallable(work)
                .subscribeOn(threads)
                .onErrorMap(RejectedExecutionException.class, full -> overloaded()));
    }

    private static Refusal overloaded() {
        return Refusal.unavailable(
                "overloaded", "Too many sign in at the same time. It had no effect; try again.", TRY_AGAIN_AFTER);
    }

    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
