package io.usher.api.audit;

import io.usher.api.http.json.Reference;
import io.usher.api.http.json.StorableText;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.Refusal.Conflict;
import io.usher.api.http.problem.Refusal.Forbidden;
import io.usher.api.http.security.Caller;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.GrantKind;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what callers tried to do to keys and roles, and to the roles of members, without the right to, and what the state of a
 * key or role did not permit. To be put around the whole of a request: what is written in its transaction is undone with it. A
 * refusal that is kept under an Idempotency-Key is an answer, and has no entry.
 */
@Component
public final class RefusedAttempts {

    /** What refuses a change of a member by its state is in the entry of the command. */
    private static final Set<String> REFUSED_BY_STATE = Set.of(Audited.API_KEY, GrantKind.ROLE.wireName());

    /** What addresses and names of things may have. */
    private static final int LONGEST_NAME = 320;

    private static final int LONGEST = 4_096;

    private final AuditLog log;
    private final JsonMapper json;

    RefusedAttempts(AuditLog log, JsonMapper json) {
        this.log = log;
        this.json = json;
    }

    /**
     * The same request, but a refusal of it is in the log before it is answered.
     *
     * @param organization id or slug; null = the platform
     * @param kind of what it was done to
     * @param reference id or name of what it was done to
     * @param asked what the caller wanted it to be; null if it was to be deleted. what is long or the database cannot
     *     hold is left out
     */
    public <T> Mono<T> keep(
            Caller caller,
            @Nullable String organization,
            String kind,
            @Nullable String reference,
            @Nullable Object asked,
            Mono<T> request) {
        return request.onErrorResume(
                Refusal.class,
                refused -> isKept(kind, refused)
                        ? subject(organization, kind, reference)
                                .flatMap(subject ->
                                        log.record(caller, subject, kind + ".refused", null, refused(refused, asked)))
                                .then(Mono.error(refused))
                        : Mono.error(refused));
    }

    private static boolean isKept(String kind, Refusal refused) {
        return refused instanceof Forbidden || (refused instanceof Conflict && REFUSED_BY_STATE.contains(kind));
    }

    private Mono<Audited> subject(@Nullable String organization, String kind, @Nullable String reference) {
        UUID id = reference == null ? null : Reference.of(reference).id();
        String name =
                id != null || reference == null || reference.length() > LONGEST_NAME || !StorableText.test(reference)
                        ? null
                        : EmailAddress.parse(reference)
                                .map(EmailAddress::normal)
                                .orElse(reference);
        return organization == null
                ? Mono.just(new Audited(null, kind, id, name))
                : log.organization(organization).map(tenant -> new Audited(tenant, kind, id, name));
    }

    /** What was refused before it was read may be anything, and is kept for as long as the log. */
    private Refused refused(Refusal refusal, @Nullable Object asked) {
        JsonNode tree = json.valueToTree(asked);
        return new Refused(
                refusal.code(),
                refusal.errors().stream().map(FieldError::field).toList(),
                tree.toString().length() <= LONGEST && hasStorableText(tree) ? asked : null);
    }

    private static boolean hasStorableText(JsonNode node) {
        return (!node.isString() || StorableText.test(node.asString()))
                && node.propertyNames().stream().allMatch(StorableText::test)
                && node.valueStream().allMatch(RefusedAttempts::hasStorableText);
    }

    private record Refused(
            String code, List<String> fields, @Nullable Object asked) {}
}
