package io.usher.api.acceptances;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import java.util.UUID;

/** Requests that others publish. */
public final class Requests {

    private Requests() {}

    public static AcceptanceRequested of(UUID id, TestInvitation invitation, String email) {
        return new AcceptanceRequested(
                new AcceptanceId(id), invitation.id(), invitation.organization(), email, null, null);
    }
}
