package io.usher.acceptance.erasing;

import io.usher.contract.id.OrganizationId;
import reactor.core.publisher.Mono;

/** What is kept about people in organizations. */
public interface People {

    /**
     * Ends the membership, which frees its seat, and takes the person's data out of every acceptance; the uses of the
     * invitations stay used. Whoever asks for a seat afterwards is somebody new. May be repeated.
     *
     * @param address in normal form
     */
    Mono<Void> erase(OrganizationId organization, String address);
}
