/** Commands that time triggers: expired accesses, and promotions to free seats that no other command has made. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.due;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
