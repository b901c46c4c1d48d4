package io.usher.api.accounts.signing;

import io.usher.api.accounts.PasswordRules;
import io.usher.api.database.StartWithoutDatabase;
import io.usher.api.http.security.SecretFile;
import io.usher.contract.address.EmailAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Waits for the administrator's account before the first request is taken, if one is configured. */
@Component
final class AdministratorAtStart implements SmartLifecycle {

    private final Administrator administrator;
    private final PasswordRules rules;
    private final Configured configured;
    private boolean running;

    AdministratorAtStart(Administrator administrator, PasswordRules rules, Configured configured) {
        this.administrator = administrator;
        this.rules = rules;
        this.configured = configured;
    }

    /** Blocks: a start that fails must fail the program. */
    @Override
    public synchronized void start() {
        if (!configured.adminEmail().isBlank()) {
            ensure(EmailAddress.parse(configured.adminEmail())
                    .orElseThrow(() -> new UnusableAdministrator("usher.admin-email: not an e-mail address")));
        } else if (!configured.adminPassword().isEmpty()) {
            throw new UnusableAdministrator("usher.admin-password: set without usher.admin-email");
        }
        running = true;
    }

    private void ensure(EmailAddress email) {
        Optional<String> password = Optional.of(configured.adminPassword()).filter(text -> !text.isEmpty());
        password.flatMap(text -> rules.flaw(text, List.of(email.typed())).blockOptional())
                .ifPresent(flaw -> {
                    throw new UnusableAdministrator("usher.admin-password (USHER_ADMIN_PASSWORD): " + flaw.inWords());
                });
        SecretFile file = new SecretFile(
                "usher.first-password-file", configured.firstPasswordFile().toAbsolutePath());
        administrator
                .ensure(email, password, file)
                .retryWhen(StartWithoutDatabase.retry())
                .block();
    }

    @Override
    public synchronized void stop() {
        running = false;
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Before the relay and the web server. */
    @Override
    public int getPhase() {
        return 0;
    }

    /**
     * What is configured of the administrator.
     *
     * @param adminEmail {@code usher.admin-email}; empty = there is no such account
     * @param adminPassword {@code usher.admin-password}; empty = a new account gets one of its own
     * @param firstPasswordFile {@code usher.first-password-file}; where that is written
     */
    @ConfigurationProperties("usher")
    record Configured(
            @DefaultValue("") String adminEmail,
            @DefaultValue("") String adminPassword,
            Path firstPasswordFile) {

        /** Without the password: records end up in logs. */
        @Override
        public String toString() {
            return "Configured[%s]".formatted(adminEmail);
        }
    }
}
