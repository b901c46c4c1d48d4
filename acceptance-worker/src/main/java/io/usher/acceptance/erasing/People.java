package io.usher.acceptance.erasing;

import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import reactor.core.publisher.Mono;

/** What is kept about people in organizations. */
public interface People {

    /**
     * Takes the person's data out of every acceptance that was asked for up to then, and ends the membership, which frees
     * its seat; the uses of the invitations stay used. Whoever was accepted on a later request stays a member, with the
     * names of that request; if it was answered with an acceptance that is erased, it takes its place and its use. What
     * they were granted stays, also by an acceptance that is erased. May be repeated, also while requests of the same
     * person are decided.
     *
     * @param address in normal form
     * @return whether the person is no member now
     */
    Mono<Boolean> erase(OrganizationId organization, String address, Instant until);
}
