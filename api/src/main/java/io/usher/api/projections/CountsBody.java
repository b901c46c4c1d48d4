package io.usher.api.projections;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;

/** The counts of an invitation as a stream sends them: its statistics without the periods. */
@Schema(name = "Counts")
record CountsBody(
        long invited,
        long sent,
        long bounced,
        long opened,
        long requested,
        long repeated,
        long refusedAtOnce,
        long accepted,
        long waitlisted,
        Map<String, Long> rejected) {

    static CountsBody from(StatisticsBody statistics) {
        return new CountsBody(
                statistics.invited(),
                statistics.sent(),
                statistics.bounced(),
                statistics.opened(),
                statistics.requested(),
                statistics.repeated(),
                statistics.refusedAtOnce(),
                statistics.accepted(),
                statistics.waitlisted(),
                statistics.rejected());
    }
}
