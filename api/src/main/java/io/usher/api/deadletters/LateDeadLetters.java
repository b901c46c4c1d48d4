package io.usher.api.deadletters;

import static io.usher.runtime.ColumnArrays.uuids;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Dead letters that are collected when the erasure of a person whom they name has looked at all others already. Who was
 * erased is known without their address, by the id that is derived from it.
 */
final class LateDeadLetters {

    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final String BETWEEN = " \t\n\u000B\f\r\"'`<>()[]{},:;|=@\\";

    /** Keys have the organization before a slash; an address may have slashes, too. */
    private static final List<String> BOUNDS = List.of(BETWEEN + "/", BETWEEN);

    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 255;

    private static final Pattern END_OF_SENTENCE = Pattern.compile("[.!?/]+$");

    private final DatabaseClient database;

    LateDeadLetters(DatabaseClient database) {
        this.database = database;
    }

    /** Inside of the caller's transaction. */
    Mono<Void> expect(MemberErasureRequested request) {
        return database.sql("""
                        insert into directory.dead_letter_person as stored (organization_id, member_id, until)
                        values (:organization, :member, :until)
                        on conflict (organization_id, member_id) do update
                        set until = greatest(stored.until, excluded.until)""")
                .bind("organization", request.organization().value())
                .bind(
                        "member",
                        MemberId.of(request.organization(), request.address()).value())
                .bind("until", request.until())
                .then();
    }

    /** Lets those of new letters be forgotten that are about people who were erased since. In the transaction that adds them. */
    Mono<Void> forget(Collection<StoredDeadLetter> letters, Instant now) {
        List<Mention> mentions =
                letters.stream().flatMap(LateDeadLetters::mentions).toList();
        return mentions.isEmpty()
                ? Mono.empty()
                : erased(mentions)
                        .map(erased -> mentions.stream()
                                .filter(mention -> mention.isErased(erased))
                                .map(Mention::letter)
                                .collect(Collectors.toSet()))
                        .filter(forgotten -> !forgotten.isEmpty())
                        .flatMap(forgotten -> database.sql(DeadLetters.FORGET + "where id = any(:ids)")
                                .bind("now", now)
                                .bind("ids", forgotten.toArray(UUID[]::new))
                                .then());
    }

    /** Somebody of whom a letter may be. */
    private record Mention(UUID letter, Instant recordedAt, UUID organization, UUID member) {

        boolean isErased(Map<UUID, Instant> erased) {
            Instant until = erased.get(member);
            return until != null && !recordedAt.isAfter(until);
        }
    }

    private static Stream<Mention> mentions(StoredDeadLetter letter) {
        List<String> texts = texts(letter.record());
        Set<UUID> organizations = texts.stream()
                .flatMap(text -> ID.matcher(text).results())
                .map(found -> UUID.fromString(found.group()))
                .collect(Collectors.toSet());
        if (organizations.isEmpty()) {
            return Stream.empty();
        }
        Set<String> addresses =
                texts.stream().flatMap(text -> addresses(text).stream()).collect(Collectors.toSet());
        return organizations.stream()
                .flatMap(organization -> addresses.stream()
                        .map(address -> new Mention(
                                letter.about().id(),
                                letter.about().recordedAt(),
                                organization,
                                MemberId.of(new OrganizationId(organization), address)
                                        .value())));
    }

    private static List<String> texts(OriginalRecord record) {
        List<String> texts = new ArrayList<>();
        add(record.key(), texts);
        add(record.payload(), texts);
        record.headers().forEach(header -> add(header.bytes(), texts));
        return texts;
    }

    private static void add(@Nullable Bytes bytes, List<String> texts) {
        if (bytes != null) {
            texts.add(new String(bytes.toArray(), UTF_8));
        }
    }

    /** In their normal form. Looks around each @: to look for what may precede one everywhere takes seconds in a large text. */
    private static Set<String> addresses(String text) {
        Set<String> addresses = new HashSet<>();
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            for (String bounds : BOUNDS) {
                String found = END_OF_SENTENCE.matcher(around(text, at, bounds)).replaceAll("");
                EmailAddress.parse(found).map(EmailAddress::normal).ifPresent(addresses::add);
            }
        }
        return addresses;
    }

    private static String around(String text, int at, String bounds) {
        int start = at;
        while (start > Math.max(0, at - LONGEST_LOCAL_PART) && bounds.indexOf(text.charAt(start - 1)) < 0) {
            start--;
        }
        int end = at + 1;
        while (end < Math.min(text.length(), at + 1 + LONGEST_DOMAIN) && bounds.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(start, end);
    }

    private Mono<Map<UUID, Instant>> erased(List<Mention> mentions) {
        return database.sql("""
                        select member_id, until from directory.dead_letter_person
                        where organization_id = any(:organizations) and member_id = any(:members)""")
                .bind(
                        "organizations",
                        mentions.stream().map(Mention::organization).distinct().toArray(UUID[]::new))
                .bind("members", uuids(mentions, Mention::member))
                .map(row -> new Columns(row))
                .all()
                .collect(toMap(row -> row.uuid("member_id"), row -> row.instant("until")));
    }

    /** Forgets who was erased before. Returns how many, at most {@code most}. */
    Mono<Long> forgetBefore(Instant before, int most) {
        return database.sql("""
                        delete from directory.dead_letter_person where (organization_id, member_id) in (
                            select organization_id, member_id from directory.dead_letter_person where until < :before
                            order by until limit :most for update skip locked)""")
                .bind("before", before)
                .bind("most", most)
                .fetch()
                .rowsUpdated();
    }
}
