package io.usher.api.acceptances.asking;

import io.usher.contract.id.InvitationId;

/** Counts requests that were refused at once. Takes no time: a rush that is over is refused by thousands. */
public interface RefusalCounter {

    /** Counts one. Thread-safe; never fails. */
    void refused(InvitationId invitation);
}
