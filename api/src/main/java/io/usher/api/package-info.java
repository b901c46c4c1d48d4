/** The program that programs and people talk to: takes invitations and acceptances over HTTP and publishes them. */
@NullMarked
@CheckReturnValue
package io.usher.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
