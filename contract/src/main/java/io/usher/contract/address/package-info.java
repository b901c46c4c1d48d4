/** E-mail addresses and domain patterns in the one form in which they are compared. */
@NullMarked
@CheckReturnValue
package io.usher.contract.address;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
