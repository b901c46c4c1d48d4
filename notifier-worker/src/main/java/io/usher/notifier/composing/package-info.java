/** Which events and which dates lead to a mail, to whom and about what. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.composing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
