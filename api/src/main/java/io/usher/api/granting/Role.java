package io.usher.api.granting;

import io.usher.api.organizing.Permission;
import java.util.List;
import java.util.UUID;

/**
 * What a member may do.
 *
 * @param builtIn every organization has it; it can be neither changed nor deleted
 */
public record Role(UUID id, String name, List<Permission> permissions, boolean builtIn) implements Grant {}
