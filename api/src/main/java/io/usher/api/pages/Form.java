package io.usher.api.pages;

import io.usher.api.http.json.StorableText;
import io.usher.api.http.problem.PlainLine;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.address.EmailAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A form that somebody has sent, and what is found wrong with it. Not safe for several threads. */
public final class Form {

    /** The zone of times if a form names none. */
    public static final String UTC = ZoneOffset.UTC.getId();

    private static final String PASSWORD = "password";
    private static final int LONGEST_NAME = 255;
    private static final Pattern BETWEEN_ITEMS = Pattern.compile("[,;]+");

    private final MultiValueMap<String, String> fields;
    private final List<FormError> errors = new ArrayList<>();

    private Form(MultiValueMap<String, String> fields) {
        this.fields = fields;
    }

    /** The form of the request; without fields if it has none. */
    public static Mono<Form> of(ServerWebExchange exchange) {
        return exchange.getFormData().map(Form::new);
    }

    /** With single characters between lines, of which browsers send two; empty if it was not sent. */
    public String text(String field) {
        String text = fields.getFirst(field);
        return text == null ? "" : storable(text).replace("\r\n", "\n");
    }

    private static String storable(String text) {
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
        if (name.codePointCount(0, name.length()) > LONGEST_NAME || !PlainLine.test(name)) {
            refuse(field, "error.name");
        }
        return name;
    }

    /** As it was typed. */
    public String password() {
        return text(PASSWORD);
    }

    /** Without blanks around it; null if there is nothing else in it. */
    public @Nullable String optional(String field) {
        String text = text(field).strip();
        return text.isEmpty() ? null : text;
    }

    /** What was typed; if that is nothing, what was chosen in the field of that name below it. Null as for {@link #optional}. */
    public @Nullable String typedOrChosen(String field) {
        return all(field).stream().findFirst().orElse(null);
    }

    /** Every value of a field that may be sent several times, without empty ones. */
    public List<String> all(String field) {
        return fields.getOrDefault(field, List.of()).stream()
                .map(Form::storable)
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    /** What was typed in lines, without empty ones. */
    public List<String> lines(String field) {
        return text(field).lines().filter(line -> !line.isBlank()).toList();
    }

    /** What was typed in lines, or with commas or semicolons between, without empty ones. */
    public List<String> list(String field) {
        return items(field).stream().map(Item::text).toList();
    }

    /** Likewise with their lines, as they are counted when the field is shown once more. */
    public List<Item> items(String field) {
        List<String> lines = text(field).strip().lines().toList();
        return IntStream.range(0, lines.size())
                .boxed()
                .flatMap(place -> BETWEEN_ITEMS
                        .splitAsStream(lines.get(place))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .map(one -> new Item(place + 1, one)))
                .toList();
    }

    /** @param line counted from 1 */
    public record Item(int line, String text) {}

    /** Null if nothing was typed, or, with an error recorded, if it is no whole number. */
    public @Nullable Integer number(String field) {
        String text = optional(field);
        if (text == null) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException notOne) {
            refuse(field, "error.number");
            return null;
        }
    }

    /** A local time in the zone that the field {@code zone} names, or UTC. Null as for a number. */
    public @Nullable Instant instant(String field) {
        String text = optional(field);
        if (text == null) {
            return null;
        }
        try {
            String zone = optional("zone");
            return LocalDateTime.parse(text)
                    .atZone(zone == null ? ZoneOffset.UTC : ZoneId.of(zone))
                    .toInstant();
        } catch (DateTimeException notOne) {
            refuse(field, "error.time");
            return null;
        }
    }

    /** In which its times are: the zone that the field {@code zone} names, UTC if that is none. */
    public ZoneId zone() {
        String zone = optional("zone");
        try {
            return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC;
        }
    }

    /** An instant as a form shows it: in UTC and without seconds; empty for none. */
    public static String time(@Nullable Instant at) {
        return time(at, ZoneOffset.UTC);
    }

    /** Likewise in another zone. */
    public static String time(@Nullable Instant at, ZoneId zone) {
        return at == null
                ? ""
                : at.atZone(zone)
                        .toLocalDateTime()
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString();
    }

    /** As it was typed; empty if it was not sent. */
    public String typed(String field) {
        return text(field);
    }

    public boolean isTicked(String field) {
        return !text(field).isEmpty();
    }

    public void refuse(String field, String text) {
        refuse(new FormError(field, text));
    }

    public void refuse(FormError error) {
        errors.add(error);
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
