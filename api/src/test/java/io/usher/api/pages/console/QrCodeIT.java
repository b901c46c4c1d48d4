package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The picture of an invitation's link. */
class QrCodeIT extends ConsoleScenario {

    @Test
    void aCameraReadsTheLink() throws ReaderException {
        Answers made = invitation();

        Page svg = get(page(made) + "/qr.svg");

        assertThat(svg.header("content-type")).startsWith("image/svg+xml");
        assertThat(decoded(svg.text())).isEqualTo(made.at("link"));
    }

    /** As a picture of four dots for each module. */
    private static String decoded(String svg) throws ReaderException {
        int size = Integer.parseInt(svg.replaceAll("(?s).*viewBox=\"0 0 (\\d+).*", "$1"));
        int scale = 4;
        int[] dots = new int[size * scale * size * scale];
        Arrays.fill(dots, 0xFFFFFF);
        for (MatchResult module :
                Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(svg).results().toList()) {
            int left = Integer.parseInt(module.group(1)) * scale;
            int top = Integer.parseInt(module.group(2)) * scale;
            for (int y = top; y < top + scale; y++) {
                Arrays.fill(dots, y * size * scale + left, y * size * scale + left + scale, 0);
            }
        }
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(size * scale, size * scale, dots))))
                .getText();
    }
}
