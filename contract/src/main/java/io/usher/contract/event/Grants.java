package io.usher.contract.event;

import java.util.List;

/**
 * What comes with a seat, by name.
 *
 * @param roles names of roles
 * @param teams names of teams
 */
public record Grants(List<String> roles, List<String> teams) {}
