/** Signing in at OpenID Connect issuers, and who people are there. */
@NullMarked
@CheckReturnValue
package io.usher.api.accounts.identities;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
