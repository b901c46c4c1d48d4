/** People who have proven an address: their accounts and passwords, and how often one may try. */
@NullMarked
@CheckReturnValue
package io.usher.api.accounts;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
