/** Pages of the console about what an organization gives to its members: teams, units, groups, courses and roles. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.console.granting;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
