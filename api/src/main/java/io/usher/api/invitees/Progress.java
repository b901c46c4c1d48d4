package io.usher.api.invitees;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How far somebody is who was invited. */
public enum Progress {
    INVITED,
    OPENED,
    REQUESTED,
    WAITLISTED,
    ACCEPTED,
    REJECTED,
    DECLINED,
    CANCELLED,
    /** Has done nothing, and the personal link or the invitation has ended. */
    EXPIRED;

    /** By name how far somebody is to whom an invitation may be sent once more. */
    public static final Set<String> RESENDABLE = names(INVITED, OPENED, REQUESTED, REJECTED, EXPIRED);

    /** By name how far somebody is whose invitation may be cancelled. */
    public static final Set<String> CANCELLABLE = names(INVITED, OPENED, REQUESTED, REJECTED, DECLINED, EXPIRED);

    private static Set<String> names(Progress... all) {
        return Arrays.stream(all).map(Progress::wireName).collect(Collectors.toUnmodifiableSet());
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Progress of(String wireName) {
        return named(wireName).orElseThrow();
    }

    static Optional<Progress> named(String wireName) {
        return Arrays.stream(values())
                .filter(known -> known.wireName().equals(wireName))
                .findFirst();
    }
}
