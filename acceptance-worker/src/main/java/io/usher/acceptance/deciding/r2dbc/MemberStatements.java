package io.usher.acceptance.deciding.r2dbc;

import static io.usher.runtime.ColumnArrays.instants;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.usher.acceptance.deciding.Added;
import io.usher.acceptance.deciding.Grantable;
import io.usher.acceptance.deciding.Member;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.MemberId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Writes members, always in the same order, so that batches do not deadlock. */
final class MemberStatements {

    private static final Comparator<Member> BY_PERSON = Comparator.comparing(
                    (Member member) -> member.person().organization().value())
            .thenComparing(member -> member.id().value());

    /** The size of a typical row. */
    private static final int BYTES = 256;

    private final DatabaseClient database;

    MemberStatements(DatabaseClient database) {
        this.database = database;
    }

    /** @param former people among them who were members before */
    Mono<Void> join(List<Member> members, Set<Person> former, Instant joinedAt) {
        return insert(
                        members.stream()
                                .filter(member -> !former.contains(member.person()))
                                .sorted(BY_PERSON)
                                .toList(),
                        joinedAt)
                .then(beginAnew(
                        members.stream()
                                .filter(member -> former.contains(member.person()))
                                .toList(),
                        joinedAt));
    }

    private Mono<Void> insert(List<Member> members, Instant joinedAt) {
        if (members.isEmpty()) {
            return Mono.empty();
        }
        BinaryCopy rows = new BinaryCopy(10, BYTES * members.size());
        for (Member member : members) {
            rows.row()
                    .uuid(member.person().organization().value())
                    .uuid(member.id().value())
                    .uuid(invitation(member))
                    .instant(joinedAt)
                    .text(member.person().address())
                    .text(typed(member.email(), member.person().address()))
                    .text(member.firstName())
                    .text(member.lastName())
                    .uuids(member.grants().stream().map(Grantable::id).toList())
                    .instant(member.accessExpiresAt());
        }
        return rows.into(database, """
                        onboarding.member (
                            organization_id, id, invitation_id, joined_at, address, email, first_name, last_name, grant_ids,
                            access_expires_at)
                        """)
                .onErrorMap(DuplicateKeyException.class, made -> new LostRace("members"))
                .then();
    }

    private Mono<Void> beginAnew(List<Member> members, Instant joinedAt) {
        return members.isEmpty()
                ? Mono.empty()
                : LostRace.unless(
                        database.sql("""
                                        with batch as (
                                            select m.organization_id, m.id, again.invitation_id, again.email,
                                                   again.first_name, again.last_name, again.grant_ids, again.access_end
                                            from unnest($1, $2, $3, $4, $5, $6, $7, $8::timestamptz[])
                                                as again (organization_id, id, invitation_id, email, first_name, last_name,
                                                    grant_ids, access_end)
                                            join onboarding.member m using (organization_id, id)
                                            where m.state = 'ended'
                                            order by m.organization_id, m.id for no key update of m)
                                        update onboarding.member m
                                        set joined_at = $9, access_expires_at = batch.access_end, state = 'active',
                                            email = batch.email, first_name = batch.first_name,
                                            last_name = batch.last_name, grant_ids = batch.grant_ids::uuid[],
                                            invitation_id = batch.invitation_id
                                        from batch
                                        where m.organization_id = batch.organization_id and m.id = batch.id
                                        """)
                                .bind(0, organizations(members))
                                .bind(1, uuids(members, member -> member.id().value()))
                                .bind(2, uuids(members, MemberStatements::invitation))
                                .bind(
                                        3,
                                        texts(
                                                members,
                                                member -> typed(
                                                        member.email(),
                                                        member.person().address())))
                                .bind(4, texts(members, Member::firstName))
                                .bind(5, texts(members, Member::lastName))
                                .bind(6, texts(members, member -> ids(member.grants())))
                                .bind(7, instants(members, Member::accessExpiresAt))
                                .bind(8, joinedAt),
                        members.size(),
                        "members");
    }

    /** An address as it was typed; null if that is the normal form. */
    static @Nullable String typed(String typed, String normal) {
        return typed.equals(normal) ? null : typed;
    }

    private static Parameter instant(@Nullable Instant value) {
        return Parameters.in(R2dbcType.TIMESTAMP_WITH_TIME_ZONE, value);
    }

    private static @Nullable UUID invitation(Member member) {
        return member.invitation() == null ? null : member.invitation().value();
    }

    private static UUID[] ids(Member member) {
        return member.grants().stream().map(Grantable::id).toArray(UUID[]::new);
    }

    private static String ids(List<Grantable> grantables) {
        return ArrayLiteral.of(grantables.stream().map(Grantable::id).toList());
    }

    /**
     * Adds to what members hold now, including what other batches have granted since the members were read. Of kinds
     * that a member holds once, the added one replaces the other; but managers stay in their unit, unless it is added
     * with their role: nobody gains rights over others by accepting what learners are given. Of two ends of their access the later one counts. Fails with
     * {@link LostRace} if a member was erased since, if another batch made one a manager who was to get a unit, or if
     * another batch granted so much that this would exceed the limit.
     */
    Mono<Void> grant(Map<Person, Added> granted) {
        if (granted.isEmpty()) {
            return Mono.empty();
        }
        List<Map.Entry<Person, Added>> entries = List.copyOf(granted.entrySet());
        return database.sql("""
                                with batch as (
                                    select m.organization_id, m.id, more.grant_ids::uuid[], more.replaced::text[],
                                           more.access_end,
                                           exists (
                                               select from directory.grantable r
                                               where r.id = any(m.grant_ids) and r.id <> all(more.grant_ids::uuid[])
                                                 and r.kind = 'role' and r.built_in and lower(r.name) = 'manager')
                                               as keeps_unit
                                    from unnest($1, $2, $3, $4, $5::timestamptz[])
                                        as more (organization_id, id, grant_ids, replaced, access_end)
                                    join onboarding.member m using (organization_id, id)
                                    where m.state = 'active'
                                    order by m.organization_id, m.id for no key update of m)
                                update onboarding.member m
                                set access_expires_at = case when batch.access_end is not null
                                        and m.access_expires_at is not null
                                        then greatest(batch.access_end, m.access_expires_at) end,
                                    grant_ids = array(
                                        select g.id from directory.grantable g
                                        where g.id = any(batch.grant_ids) and not (g.kind = 'unit' and batch.keeps_unit)
                                           or g.id = any(m.grant_ids)
                                               and (g.kind <> all(batch.replaced) or g.kind = 'unit' and batch.keeps_unit))
                                from batch
                                where m.organization_id = batch.organization_id and m.id = batch.id
                                returning case when batch.keeps_unit and 'unit' = any(batch.replaced) then -1
                                    else cardinality(m.grant_ids) end as holding
                                """)
                .bind(0, uuids(entries, entry -> entry.getKey().organization().value()))
                .bind(
                        1,
                        uuids(
                                entries,
                                entry -> MemberId.of(
                                                entry.getKey().organization(),
                                                entry.getKey().address())
                                        .value()))
                .bind(2, texts(entries, entry -> ids(entry.getValue().grants())))
                .bind(
                        3,
                        texts(
                                entries,
                                entry -> ArrayLiteral.of(
                                        replaced(entry.getValue().grants()))))
                .bind(4, instants(entries, entry -> entry.getValue().accessEnd()))
                .mapValue(Integer.class)
                .all()
                .filter(holding -> holding >= 0 && holding <= Member.MOST_GRANTS)
                .count()
                .filter(granting -> granting == entries.size())
                .switchIfEmpty(Mono.error(() -> new LostRace("members")))
                .then();
    }

    private static List<String> replaced(List<Grantable> granted) {
        return granted.stream()
                .map(Grantable::kind)
                .filter(GrantKind::isSingle)
                .map(GrantKind::wireName)
                .toList();
    }

    Mono<Void> change(Member member) {
        return LostRace.unless(
                database.sql("""
                                update onboarding.member set grant_ids = $3, access_expires_at = $4
                                where organization_id = $1 and id = $2 and state = 'active'
                                """)
                        .bind(0, member.person().organization().value())
                        .bind(1, member.id().value())
                        .bind(2, ids(member))
                        .bind(3, instant(member.accessExpiresAt())),
                1,
                "members");
    }

    /** Replaces what locked members of one organization hold. */
    Mono<Void> regrant(List<Member> changed) {
        return changed.isEmpty()
                ? Mono.empty()
                : LostRace.unless(
                        database.sql("""
                                        update onboarding.member m set grant_ids = batch.grant_ids::uuid[]
                                        from unnest($1, $2, $3) as batch (organization_id, id, grant_ids)
                                        where m.organization_id = batch.organization_id and m.id = batch.id
                                          and m.state = 'active'
                                        """)
                                .bind(0, organizations(changed))
                                .bind(1, uuids(changed, member -> member.id().value()))
                                .bind(2, texts(changed, member -> ids(member.grants()))),
                        changed.size(),
                        "members");
    }

    /** Ends locked memberships. */
    Mono<Void> end(List<Member> members) {
        return members.isEmpty()
                ? Mono.empty()
                : LostRace.unless(
                        database.sql("""
                                        update onboarding.member m set state = 'ended'
                                        from unnest($1, $2) as batch (organization_id, id)
                                        where m.organization_id = batch.organization_id and m.id = batch.id
                                          and m.state = 'active'
                                        """)
                                .bind(0, organizations(members))
                                .bind(1, uuids(members, member -> member.id().value())),
                        members.size(),
                        "members");
    }

    private static @Nullable UUID[] organizations(List<Member> members) {
        return uuids(members, member -> member.person().organization().value());
    }
}
