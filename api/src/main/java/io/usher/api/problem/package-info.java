/** What a caller is told when a request cannot be served. */
@NullMarked
@CheckReturnValue
package io.usher.api.problem;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
