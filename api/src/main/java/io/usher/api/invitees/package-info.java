/** The people on invitations: adding them, how far they are, their personal links, writing to them again, cancelling. */
@NullMarked
@CheckReturnValue
package io.usher.api.invitees;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
