/** Pages of whoever looks at them: where to begin, how pages look, and what is somebody's own. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.own;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
