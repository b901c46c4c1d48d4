package io.usher.api.pages;

import io.usher.api.accounts.PasswordRules;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Checks the new password of a form. */
@Component
public final class PasswordField {

    private final PasswordRules rules;

    PasswordField(PasswordRules rules) {
        this.rules = rules;
    }

    /**
     * Records what is wrong with it. True if the form is refused, for whatever reason.
     *
     * @param words of the person, by which somebody would guess it
     */
    public Mono<Boolean> refuses(Form form, @Nullable String... words) {
        return rules.flaw(form.password(), Arrays.asList(words))
                .doOnNext(flaw ->
                        form.refuse("password", "error.password." + flaw.name().toLowerCase(Locale.ROOT)))
                .then(Mono.fromSupplier(form::isRefused));
    }
}
