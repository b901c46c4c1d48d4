package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.id.InvitationId;
import java.util.function.IntFunction;

/**
 * Requests for seats over HTTP, each for another person.
 *
 * @param path such as {@code /api/v1/invitations/…/acceptances}
 * @param run what the addresses begin with: no two measurements ask for the same people
 */
record SeatRequests(String path, String token, String run) implements IntFunction<byte[]> {

    private static final String DOMAIN = "@example.org";

    static SeatRequests of(InvitationId invitation, String run) {
        return new SeatRequests("/api/v1/invitations/%s/acceptances".formatted(invitation), Programs.TOKEN, run);
    }

    /** The same request, for the endpoint that does nothing with it. */
    static SeatRequests empty(InvitationId invitation, String run) {
        return new SeatRequests("/api/v1/empty/%s/acceptances".formatted(invitation), Programs.TOKEN, run);
    }

    @Override
    public byte[] apply(int person) {
        String body = "{\"email\":\"" + address(run, person) + "\",\"firstName\":\"Ada\",\"lastName\":\"Lovelace\"}";
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    static String address(String run, int person) {
        return run + "-" + person + DOMAIN;
    }

    /** The number of the person in such an address; -1 if it is none of that run. */
    static int personIn(String address, String run) {
        String beginning = run + "-";
        return address.startsWith(beginning) && address.endsWith(DOMAIN)
                ? Integer.parseInt(address.substring(beginning.length(), address.length() - DOMAIN.length()))
                : -1;
    }
}
