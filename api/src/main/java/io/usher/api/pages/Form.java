package io.usher.api.pages;

import io.usher.api.http.json.StorableText;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.address.EmailAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A form that somebody has sent, and what is found wrong with it. Not safe for several threads. */
public final class Form {

    private static final String PASSWORD = "password";
    private static final int LONGEST_NAME = 255;

    private final MultiValueMap<String, String> fields;
    private final List<FormError> errors = new ArrayList<>();

    private Form(MultiValueMap<String, String> fields) {
        this.fields = fields;
    }

    /** The form of the request; without fields if it has none. */
    public static Mono<Form> of(ServerWebExchange exchange) {
        return exchange.getFormData().map(Form::new);
    }

    /** Empty if it was not sent. */
    public String text(String field) {
        String text = fields.getFirst(field);
        if (text == null) {
            return "";
        }
        if (!StorableText.test(text)) {
            throw Refusal.malformed("The form has characters that are none.", List.of());
        }
        return text;
    }

    /** Empty, with an error recorded, if it is none. */
    public Optional<EmailAddress> email() {
        Optional<EmailAddress> email = EmailAddress.parse(text("email"));
        if (email.isEmpty()) {
            refuse("email", "error.email");
        }
        return email;
    }

    /** On one line and without blanks around it; an error is recorded if it can be no name. */
    public String name(String field) {
        String name = text(field).strip();
        if (name.codePointCount(0, name.length()) > LONGEST_NAME
                || name.codePoints().anyMatch(Character::isISOControl)) {
            refuse(field, "error.name");
        }
        return name;
    }

    /** As it was typed. */
    public String password() {
        return text(PASSWORD);
    }

    public boolean isTicked(String field) {
        return !text(field).isEmpty();
    }

    public void refuse(String field, String text) {
        errors.add(new FormError(field, text));
    }

    public boolean isRefused() {
        return !errors.isEmpty();
    }

    /** What a page shows of it: the errors, and everything that was typed but passwords. */
    public Map<String, Object> model() {
        Map<String, String> typed = new HashMap<>(fields.toSingleValueMap());
        typed.remove(PASSWORD);
        return Map.of("form", typed, "errors", List.copyOf(errors));
    }
}
