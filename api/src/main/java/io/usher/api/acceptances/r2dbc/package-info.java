/** Invitations as they are now and acceptances that are decided, read from PostgreSQL. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
