/** API keys: made, listed and revoked, and the platform's first. */
@NullMarked
@CheckReturnValue
package io.usher.api.keys;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
