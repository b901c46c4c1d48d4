/** Pages of the console about invitations and the people on them. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.console.invitations;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
