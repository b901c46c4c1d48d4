/** Whom the rights of people reach in an organization: the rule that the API and the acceptance worker share. */
@NullMarked
@CheckReturnValue
package io.usher.contract.rights;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
