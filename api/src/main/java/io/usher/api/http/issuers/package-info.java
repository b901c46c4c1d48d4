/** OpenID Connect issuers, whose tokens are believed as far as they are configured. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.issuers;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
