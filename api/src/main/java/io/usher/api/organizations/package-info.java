/** Organizations, the tenants, and the plans that they are on. */
@NullMarked
@CheckReturnValue
package io.usher.api.organizations;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
