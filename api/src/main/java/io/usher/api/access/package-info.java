/** Who calls and what they may do. */
@NullMarked
@CheckReturnValue
package io.usher.api.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
