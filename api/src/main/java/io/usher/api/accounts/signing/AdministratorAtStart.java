package io.usher.api.accounts.signing;

import io.usher.api.accounts.PasswordRules;
import io.usher.api.database.WorkAtStart;
import io.usher.api.http.security.SecretFile;
import io.usher.contract.address.EmailAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Waits for the administrator's account before the first request is taken, if one is configured. */
@Component
final class AdministratorAtStart extends WorkAtStart {

    private final Administrator administrator;
    private final PasswordRules rules;
    private final Configured configured;

    AdministratorAtStart(Administrator administrator, PasswordRules rules, Configured configured) {
        this.administrator = administrator;
        this.rules = rules;
        this.configured = configured;
    }

    @Override
    protected Mono<Void> work() {
        if (!configured.adminEmail().isBlank()) {
            return ensure(EmailAddress.parse(configured.adminEmail())
                    .orElseThrow(() -> new UnusableAdministrator("usher.admin-email: not an e-mail address")));
        }
        return configured.adminPassword().isEmpty()
                ? Mono.empty()
                : Mono.error(new UnusableAdministrator("usher.admin-password: set without usher.admin-email"));
    }

    private Mono<Void> ensure(EmailAddress email) {
        Optional<String> password = Optional.of(configured.adminPassword()).filter(text -> !text.isEmpty());
        SecretFile file = new SecretFile(
                "usher.first-password-file", configured.firstPasswordFile().toAbsolutePath());
        return Mono.justOrEmpty(password)
                .flatMap(text -> rules.flaw(text, List.of(email.typed())))
                .flatMap(flaw -> Mono.<Void>error(
                        new UnusableAdministrator("usher.admin-password (USHER_ADMIN_PASSWORD): " + flaw.inWords())))
                .then(Mono.defer(() -> administrator.ensure(email, password, file)));
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

        /** Whether the account has the password that is set here, whatever its owner chooses. */
        boolean setsPasswordOf(EmailAddress owner) {
            return !adminPassword.isEmpty()
                    && EmailAddress.parse(adminEmail)
                            .filter(email -> email.normal().equals(owner.normal()))
                            .isPresent();
        }

        /** Without the password: records end up in logs. */
        @Override
        public String toString() {
            return "Configured[%s]".formatted(adminEmail);
        }
    }
}
