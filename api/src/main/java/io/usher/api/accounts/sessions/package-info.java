/** Browsers in which somebody is signed in. */
@NullMarked
@CheckReturnValue
package io.usher.api.accounts.sessions;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
