package io.usher.api.accounts;

import static java.util.Objects.requireNonNull;

import io.usher.api.RunningApi;
import io.usher.api.accounts.Attempts.Counted;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.ProofId;
import io.usher.runtime.Columns;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.ProofLinks;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;

/** What the notifier mails to an address: the links that are made of its proofs. */
public final class Mailbox {

    private final DatabaseClient database;
    private final Attempts attempts;
    private final AccountSettings settings;
    private final ProofLinks links = new ProofLinks(LinkKeys.of(RunningApi.LINK_KEY, ""));

    public Mailbox(RunningApi api) {
        this.database = api.context().getBean(DatabaseClient.class);
        this.attempts = api.context().getBean(Attempts.class);
        this.settings = api.context().getBean(AccountSettings.class);
    }

    /** The newest first, as paths. */
    public List<String> links(String address) {
        return requireNonNull(database.sql(
                        "select id, purpose from directory.proof where address = :address order by created_at desc, id desc")
                .bind("address", address)
                .map(row -> {
                    Columns columns = new Columns(row);
                    return "/proof/"
                            + links.token(ProofPurpose.of(columns.text("purpose")), new ProofId(columns.uuid("id")));
                })
                .all()
                .collectList()
                .block());
    }

    public String link(String address) {
        return links(address).getFirst();
    }

    /** A link of another purpose for the newest proof. */
    String forged(String address, ProofPurpose purpose) {
        UUID id = requireNonNull(
                database.sql("select id from directory.proof where address = :address order by created_at desc limit 1")
                        .bind("address", address)
                        .map(row -> new Columns(row).uuid("id"))
                        .one()
                        .block());
        return "/proof/" + links.token(purpose, new ProofId(id));
    }

    /** Makes what was used look as if it was used a minute before. */
    void usedAMinuteEarlier(String address) {
        database.sql("update directory.proof set used_at = used_at - interval '1 minute' where address = :address")
                .bind("address", address)
                .then()
                .block();
    }

    /** Makes what is not used look as if it was mailed earlier by that. */
    void age(String address, String by) {
        database.sql("""
                        update directory.proof set created_at = created_at - cast(:by as interval),
                            expires_at = expires_at - cast(:by as interval)
                        where address = :address and used_at is null""").bind("by", by).bind("address", address).then().block();
    }

    /** As if the time in which the links are counted that are mailed to the address was over. */
    void forgetAttempts(String address) {
        attempts.forget(Counted.of("proof/" + address, settings.proofs()).toList())
                .block();
    }

    /** As if the shortest of those times was over, and the longer ones were not. */
    void forgetAttemptsOfTheHour(String address) {
        attempts.forget(Counted.of("proof/" + address, settings.proofs().subList(0, 1))
                        .toList())
                .block();
    }

    /** As if the hour in which wrong passwords from here are counted was over, and the day was not. */
    void forgetPasswordsOfTheHour(String address) {
        attempts.forget(Stream.of("127.0.0.1", "0::/64")
                        .flatMap(network -> Counted.of(
                                "password/" + network + "/" + address,
                                settings.passwords().subList(0, 2)))
                        .toList())
                .block();
    }

    public long count(String table, String address) {
        return requireNonNull(database.sql("select count(*) from directory." + table + " where address = :address")
                .bind("address", address)
                .mapValue(Long.class)
                .one()
                .block());
    }
}
