package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** A limit that was reached with one acceptance, reported to operators once. */
public enum Milestone {
    QUOTA_FULL(100),
    SEATS_80(80),
    SEATS_95(95),
    SEATS_100(100);

    private static final List<Milestone> OF_SEATS = List.of(SEATS_80, SEATS_95, SEATS_100);

    private final int percent;

    Milestone(int percent) {
        this.percent = percent;
    }

    /** Those of the seats of a plan, the lowest first. */
    public static List<Milestone> ofSeats() {
        return OF_SEATS;
    }

    /** Which share of the limit is taken. */
    public int percent() {
        return percent;
    }

    /** The name in JSON and in the database. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** The value of that name; IllegalArgumentException when there is none. */
    @JsonCreator
    public static Milestone of(String wireName) {
        return WireNames.read(Milestone.class, wireName);
    }
}
