/** Who calls and what they may do. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.security;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
