/** Lists as files for spreadsheets. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.csv;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
