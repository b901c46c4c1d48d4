package io.usher.acceptance.deciding;

import java.util.List;

/** A challenge: what is offered and who asks, in log order. */
record Rush(BatchState before, List<Request> requests) {}
