package io.usher.api.projections;

import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.projections.Statistics.Period;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The statistics of an invitation as they are answered. */
@Schema(name = "Statistics")
public record StatisticsBody(
        @Schema(description = "People who were ever invited by name, those who were cancelled since included")
        long invited,

        @Schema(description = "Invitees to whom a mail was sent, bounced or not")
        long sent,

        long bounced,

        @Schema(description = "Invitees who opened their personal link")
        long opened,

        @Schema(description = "People who asked and whose request was decided, each once")
        long requested,

        @Schema(
                description =
                        "Further requests of these people: answered with the outcome of an earlier one, or asked anew after having been rejected or having withdrawn")
        long repeated,

        @Schema(description = "Requests that were refused at once and left no acceptance")
        long refusedAtOnce,

        @Schema(description = "How often somebody got a seat")
        long accepted,

        @Schema(description = "How often somebody was put on the waiting list")
        long waitlisted,

        @Schema(
                description =
                        "How often somebody did not get in, by reason; who is rejected once more is not counted again")
        Map<String, Long> rejected,

        @Schema(description = "Only periods in which something happened, the newest 1,440")
        List<Period> perMinute) {

    static StatisticsBody of(long invited, Map<String, Long> totals, List<Period> periods) {
        Map<String, Long> rejected = new TreeMap<>();
        totals.forEach((name, count) -> {
            if (name.startsWith(Counts.REJECTED)) {
                rejected.put(name.substring(Counts.REJECTED.length()), count);
            }
        });
        return new StatisticsBody(
                invited,
                totals.getOrDefault(Counts.SENT, 0L),
                totals.getOrDefault(Counts.BOUNCED, 0L),
                totals.getOrDefault(Counts.OPENED, 0L),
                totals.getOrDefault(Counts.REQUESTED, 0L),
                totals.getOrDefault(Counts.REPEATED, 0L),
                totals.getOrDefault(Counts.REFUSED_AT_ONCE, 0L),
                totals.getOrDefault(Counts.ACCEPTED, 0L),
                totals.getOrDefault(Counts.WAITLISTED, 0L),
                rejected,
                periods);
    }
}
