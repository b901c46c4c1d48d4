package io.usher.api.pages.console.invitations;

import io.usher.api.projections.OrganizationStatistics.Range;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Of which days statistics are shown, in UTC, and in which steps.
 *
 * @param from the first day
 * @param to the last day
 */
record StatisticsRange(LocalDate from, LocalDate to, PeriodLength step) {

    private static final int USUAL_DAYS = 30;

    /** Years of four digits, and none before there were instants. */
    private static final Pattern DAY = Pattern.compile("(19[7-9]\\d|[2-9]\\d{3})-\\d{2}-\\d{2}");

    /** As a page is asked for it; what it does not say, or what is no day, is the last 30 days by day. */
    static StatisticsRange of(ServerHttpRequest request, Clock clock) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate to = day(request, "to", today);
        LocalDate from = day(request, "from", to.minusDays(USUAL_DAYS - 1L));
        PeriodLength step = PeriodLength.of(request.getQueryParams().getFirst("step"));
        return new StatisticsRange(from.isAfter(to) ? to : from, to, step);
    }

    private static LocalDate day(ServerHttpRequest request, String parameter, LocalDate usual) {
        String text = request.getQueryParams().getFirst(parameter);
        try {
            return text != null && DAY.matcher(text).matches() ? LocalDate.parse(text) : usual;
        } catch (DateTimeException none) {
            return usual;
        }
    }

    Range range() {
        return new Range(
                from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                step.word());
    }

    /** As a query that asks for it. */
    public String query() {
        return "from=" + from + "&to=" + to + "&step=" + step.word();
    }
}
