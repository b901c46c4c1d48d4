package io.usher.api.inviting.r2dbc;

import io.r2dbc.spi.Readable;
import io.usher.api.inviting.Addressees;
import io.usher.api.inviting.Invitation;
import io.usher.api.inviting.Promise;
import io.usher.api.inviting.Terms;
import io.usher.api.storing.r2dbc.Columns;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Optional;

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
                new Promise(
                        columns.uuids("role_ids"),
                        columns.texts("roles"),
                        columns.uuids("team_ids"),
                        columns.texts("teams")),
                columns.integer("accepted"),
                columns.text("created_by"),
                columns.instant("created_at"),
                columns.instant("updated_at"),
                columns.optionalInstant("deleted_at"),
                columns.bigint("version"));
    }

    private static Terms terms(Columns columns) {
        return new Terms(
                columns.text("name"),
                columns.optionalText("description"),
                addressees(columns),
                columns.optionalInstant("opens_at"),
                columns.optionalInstant("expires_at"),
                columns.optionalInteger("quota"),
                InvitationStatus.of(columns.text("status")),
                columns.bool("send_emails"),
                columns.optionalText("locale"));
    }

    private static Addressees addressees(Columns columns) {
        List<String> emails = columns.texts("emails");
        List<EmailAddress> addresses = emails.stream()
                .filter(email -> !email.startsWith("*@"))
                .map(EmailAddress::parse)
                .flatMap(Optional::stream)
                .toList();
        return new Addressees(emails, addresses, columns.texts("domains"));
    }
}
