/** Links that prove an address. */
@NullMarked
@CheckReturnValue
package io.usher.api.accounts.proofs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
