package io.usher.runtime.links;

/** How somebody came by a personal link. */
public enum LinkPurpose {
    /** It was in a mail: whoever opens it reads that mailbox. */
    MAILED,
    /** An inviter copied it: it names the person and proves nothing. */
    COPIED
}
