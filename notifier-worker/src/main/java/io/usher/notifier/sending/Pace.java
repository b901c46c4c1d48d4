package io.usher.notifier.sending;

import java.time.Duration;

/** Limits the rate of mails per recipient domain. */
interface Pace {

    /** Takes the domain's next turn; returns the time until then, zero = now. Never blocks. */
    Duration nextTurn(String domain);
}
