/** Links that are somebody's alone: their tokens, and the key that they are made with. */
@NullMarked
@CheckReturnValue
package io.usher.runtime.links;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
