package io.usher.contract.event;

import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An organization was made or changed. Each carries the whole state that it led to. */
public sealed interface OrganizationEvent extends Event {

    OrganizationId organization();

    String slug();

    String name();

    Plan plan();

    /** Language of its mails, a BCP 47 tag; null = English. */
    @Nullable String locale();

    /** Where replies to its mails go, as typed; null = to the sender's address. */
    @Nullable String replyTo();

    @Override
    default String key() {
        return organization().toString();
    }

    @Override
    default String subject() {
        return key();
    }

    /**
     * What an organization has bought.
     *
     * @param seats how many members it may have; absent = unlimited
     * @param roles names of the roles that it may grant; absent = all
     */
    record Plan(@Nullable Integer seats, @Nullable List<String> roles) {}

    /**
     * @param locale language of its mails, a BCP 47 tag; absent = English
     * @param replyTo where replies to its mails go, as typed; absent = to the sender's address
     */
    record OrganizationCreated(
            OrganizationId organization,
            String slug,
            String name,
            Plan plan,
            @Nullable String locale,
            @Nullable String replyTo,
            Instant at)
            implements OrganizationEvent {}

    /** Likewise. */
    record OrganizationUpdated(
            OrganizationId organization,
            String slug,
            String name,
            Plan plan,
            @Nullable String locale,
            @Nullable String replyTo,
            Instant at)
            implements OrganizationEvent {}
}
