package io.usher.api.organizations;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an organization has bought.
 *
 * @param seats how many members it may have; null = unlimited
 * @param roles names of the roles it may grant; null = all
 */
public record Plan(@Nullable Integer seats, @Nullable List<String> roles) {

    public static final Plan UNLIMITED = new Plan(null, null);

    public boolean allows(String role) {
        return roles == null || roles.stream().anyMatch(name -> areSame(name, role));
    }

    /** The plan that allows a role by its new name if this one allows it by its old one. */
    public Plan withRoleRenamed(String from, String to) {
        if (roles == null) {
            return this;
        }
        return new Plan(
                seats,
                roles.stream()
                        .map(name -> areSame(name, from) ? to : name)
                        .distinct()
                        .toList());
    }

    private static boolean areSame(String name, String other) {
        return name.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }
}
