/** What the programs and their consumers agree on. */
@NullMarked
@CheckReturnValue
package io.usher.contract;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
