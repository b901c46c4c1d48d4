package io.usher.notifier.sending;

import java.time.Duration;

/** How many mails a recipient's domain is sent in a while. */
interface Pace {

    /** Takes the domain's next turn and tells how long it is until then; zero = now. Never blocks. */
    Duration nextTurn(String domain);
}
