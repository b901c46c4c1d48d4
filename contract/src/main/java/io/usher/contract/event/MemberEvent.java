package io.usher.contract.event;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A membership began or changed. The key is {@code <organization>/<address in normal form>}. */
public sealed interface MemberEvent extends Event {

    MemberId member();

    OrganizationId organization();

    /** In normal form. */
    String address();

    @Override
    default String key() {
        return organization() + "/" + address();
    }

    @Override
    default String subject() {
        return member().toString();
    }

    /** Somebody became a member and holds one of the organization's seats from now on. */
    record MemberJoined(
            MemberId member,
            OrganizationId organization,
            String address,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            InvitationId invitation,
            AcceptanceId acceptance,
            Grants granted,
            Instant at)
            implements MemberEvent {}

    /** A member was given what another invitation grants; no further seat was taken. */
    record MemberGranted(
            MemberId member,
            OrganizationId organization,
            String address,
            InvitationId invitation,
            AcceptanceId acceptance,
            Grants granted,
            Instant at)
            implements MemberEvent {}
}
