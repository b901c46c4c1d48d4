/** Time as a source of commands: accesses that end, and people who wait although there is a seat. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.due;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
