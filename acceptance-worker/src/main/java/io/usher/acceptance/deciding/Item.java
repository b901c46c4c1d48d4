package io.usher.acceptance.deciding;

import java.util.UUID;

/** A role or a team. */
public record Item(UUID id, String name) {}
