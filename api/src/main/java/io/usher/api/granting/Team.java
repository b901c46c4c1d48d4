package io.usher.api.granting;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Members who belong together. */
public record Team(UUID id, String name, @Nullable String description) implements Grant {}
