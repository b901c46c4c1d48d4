package io.usher.api.http.idempotency;

import io.usher.api.http.security.Caller;

/** The idempotency keys of requests whose answers are not kept, as far as this instance knows. */
public interface KeysInUse {

    boolean isTaken(Caller caller, IdempotencyKey key);
}
