/** Signing in and out, and what a proven address leads to. */
@NullMarked
@CheckReturnValue
package io.usher.api.accounts.signing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
