package io.usher.api.checking;

import java.text.Normalizer;

/** What people cannot see the difference of is the same name: an é is one character, and blanks around it do not count. */
final class OneForm {

    private OneForm() {}

    static String of(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
    }
}
