package io.usher.contract.address;

/**
 * Characters that leave no trace on a screen: two texts that differ in them alone look the same. Those with the Unicode
 * property Default_Ignorable_Code_Point, and what else is blank although it is a letter or a mark.
 */
final class InvisibleCharacters {

    /** First and last of each range. */
    private static final int[] RANGES = {
        0x00ad, 0x00ad, // soft hyphen
        0x034f, 0x034f, // combining grapheme joiner
        0x061c, 0x061c,
        0x115f, 0x1160, // Hangul fillers
        0x17b4, 0x17b5, // Khmer inherent vowels
        0x1806, 0x1806, // Mongolian soft hyphen, which IDNA drops
        0x180b, 0x180f, // Mongolian variation selectors
        0x200b, 0x200f,
        0x2028, 0x202e,
        0x2060, 0x206f,
        0x2800, 0x2800, // Braille blank
        0x3164, 0x3164, // Hangul filler
        0xfe00, 0xfe0f, // variation selectors
        0xfeff, 0xfeff,
        0xffa0, 0xffa0, // Hangul filler
        0xfff0, 0xfffb,
        0x13430, 0x13442, // Egyptian format controls and blanks
        0x16fe4, 0x16fe4, // Khitan filler
        0x1bca0, 0x1bca3,
        0x1d159, 0x1d159, // null notehead
        0x1d173, 0x1d17a,
        0xe0000, 0xe0fff // tags and variation selectors
    };

    private InvisibleCharacters() {}

    static boolean areIn(String text) {
        return text.codePoints().anyMatch(InvisibleCharacters::isOne);
    }

    private static boolean isOne(int character) {
        if (character < RANGES[0]) {
            return false;
        }
        for (int i = 0; i < RANGES.length; i += 2) {
            if (character >= RANGES[i] && character <= RANGES[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
