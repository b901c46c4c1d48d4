/** Acceptances and the invitations that people ask for, as this program knows them. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
