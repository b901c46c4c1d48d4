/** What people do in a browser, tried with Chromium against {@code deploy/up}. */
@NullMarked
@CheckReturnValue
package io.usher.standalone.browser;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
