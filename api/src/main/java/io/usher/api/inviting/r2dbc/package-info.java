/** Invitations and invitees as rows. */
@NullMarked
@CheckReturnValue
package io.usher.api.inviting.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
