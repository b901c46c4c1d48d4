/** API keys: made, listed and revoked. */
@NullMarked
@CheckReturnValue
package io.usher.api.keys;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
