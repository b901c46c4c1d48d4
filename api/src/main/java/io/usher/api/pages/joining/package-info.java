/** Pages of an invitation, and of what became of a request. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.joining;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
