package io.usher.api.http.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/** Marks a list of names of permissions. The OpenAPI document lists those that it may contain. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface PermissionNames {

    Of value();

    /** Whose permissions they are. */
    enum Of {
        ROLES(Permission.ofRoles()),
        KEYS_OF_ORGANIZATIONS(Permission.scopesOfOrganizations()),
        PLATFORM_KEYS(Permission.scopes());

        private final List<Permission> permissions;

        Of(List<Permission> permissions) {
            this.permissions = permissions;
        }

        List<String> wireNames() {
            return permissions.stream().map(Permission::wireName).toList();
        }
    }
}
