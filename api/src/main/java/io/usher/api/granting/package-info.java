/** What an organization sets up for invitations to grant: roles, teams, units, groups and courses. */
@NullMarked
@CheckReturnValue
package io.usher.api.granting;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
