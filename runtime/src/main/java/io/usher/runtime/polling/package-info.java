/** Work that is repeated for as long as a program runs. */
@NullMarked
@CheckReturnValue
package io.usher.runtime.polling;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
