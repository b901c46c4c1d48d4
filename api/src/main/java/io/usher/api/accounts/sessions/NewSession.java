package io.usher.api.accounts.sessions;

/**
 * A session that has just begun.
 *
 * @param cookie the only place where its secret is
 * @param stays whether it outlives the browser
 */
public record NewSession(String cookie, boolean stays) {

    @Override
    public String toString() {
        return "a new session";
    }
}
