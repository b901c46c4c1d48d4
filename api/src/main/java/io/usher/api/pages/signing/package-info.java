/** Pages to sign in, sign up and sign out, and for passwords. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.signing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
