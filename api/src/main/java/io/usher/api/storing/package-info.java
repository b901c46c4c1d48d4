/** Changes that are kept together or not at all. */
@NullMarked
@CheckReturnValue
package io.usher.api.storing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
