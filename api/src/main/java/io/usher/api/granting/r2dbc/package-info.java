/** Roles and teams as rows. */
@NullMarked
@CheckReturnValue
package io.usher.api.granting.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
