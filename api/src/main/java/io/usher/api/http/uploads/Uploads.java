package io.usher.api.http.uploads;

import java.util.regex.Pattern;

/** Tells requests with files from others by their first line, before anything else of them is known. */
public final class Uploads {

    private static final String METHOD = "POST";
    private static final Pattern PATH = Pattern.compile(
            "/(api/v1/(invitations/[^/?#]+|organizations/[^/?#]+/teams/[^/?#]+)/imports|console/[^/?#]+/invitations/[^/?#]+/import)/?([?#].*)?");

    private Uploads() {}

    /** @param target the path as it was sent, with or without the query */
    public static boolean isOne(String method, String target) {
        return METHOD.equals(method) && PATH.matcher(target).matches();
    }
}
