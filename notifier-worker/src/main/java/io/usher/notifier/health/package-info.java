/** Whether this program can do its work. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.health;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
