package io.usher.api.invitations;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import io.usher.api.invitations.InvitationGrants.Granted;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An invitation from its columns. */
final class InvitationRow {

    private InvitationRow() {}

    static Invitation invitation(Readable row) {
        Columns columns = new Columns(row);
        return new Invitation(
                new InvitationId(columns.uuid("id")),
                columns.text("code"),
                new OrganizationId(columns.uuid("organization_id")),
                terms(columns),
                grants(row),
                columns.integer("accepted"),
                columns.integer("waitlisted"),
                columns.integer("invitees"),
                columns.text("created_by"),
                columns.instant("created_at"),
                columns.instant("updated_at"),
                columns.optionalInstant("deleted_at"),
                columns.bigint("version"));
    }

    private static InvitationGrants grants(Readable row) {
        UUID[] ids = requireNonNull(row.get("grant_ids", UUID[].class));
        String[] kinds = requireNonNull(row.get("grant_kinds", String[].class));
        @Nullable String[] names = requireNonNull(row.get("grant_names", String[].class));
        Boolean[] permit = requireNonNull(row.get("grants_permit", Boolean[].class));
        return new InvitationGrants(IntStream.range(0, ids.length)
                .mapToObj(i -> new Granted(ids[i], GrantKind.of(kinds[i]), names[i], permit[i]))
                .toList());
    }

    private static Terms terms(Columns columns) {
        return new Terms(
                columns.text("name"),
                columns.optionalText("description"),
                addressees(columns),
                columns.optionalInstant("opens_at"),
                columns.optionalInstant("expires_at"),
                columns.optionalInteger("quota"),
                columns.optionalInstant("access_expires_at"),
                InvitationStatus.of(columns.text("status")),
                columns.bool("waitlist"),
                columns.bool("send_emails"),
                columns.optionalText("locale"));
    }

    private static Addressees addressees(Columns columns) {
        List<EmailAddress> people = columns.texts("first_invitees").stream()
                .map(EmailAddress::parse)
                .flatMap(Optional::stream)
                .toList();
        boolean named = columns.bool("addressees");
        return new Addressees(
                columns.texts("domains"), named, people, named && columns.integer("invitees") > people.size());
    }
}
