/** Work that is done again and again for as long as the program runs. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.rounds;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
