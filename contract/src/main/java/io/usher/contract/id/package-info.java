/** The ids that the programs exchange, one record each, written as plain UUID strings. */
@NullMarked
@CheckReturnValue
package io.usher.contract.id;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
