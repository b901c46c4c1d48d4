package io.usher.api.inviting;

import java.util.List;
import java.util.UUID;

/**
 * What an invitation grants.
 *
 * @param roleIds never empty
 * @param roles names of those that still exist
 * @param teams names of those that still exist
 */
public record Promise(List<UUID> roleIds, List<String> roles, List<UUID> teamIds, List<String> teams) {}
