package io.usher.contract.admission;

/** What somebody is to an invitation. */
public enum Standing {
    /** Not one of its invitees. */
    STRANGER,
    /** One of its invitees. */
    INVITED,
    /** One of its invitees once, and invited no more. */
    CANCELLED
}
