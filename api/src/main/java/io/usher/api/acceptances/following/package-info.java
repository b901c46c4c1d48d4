/** What became of requests: pending ones from memory, decisions as they come. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.following;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
