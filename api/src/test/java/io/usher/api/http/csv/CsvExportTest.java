package io.usher.api.http.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class CsvExportTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20sum(a1)"})
    void aFormulaIsText(String text) {
        assertThat(CsvExport.line(List.of(text))).isEqualTo("'" + text + "\r\n");
    }

    @Test
    void whatSeparatesIsQuoted() {
        assertThat(CsvExport.line(List.of("a,b", "say \"x\"", "", "two\nlines", "plain")))
                .isEqualTo("\"a,b\",\"say \"\"x\"\"\",,\"two\nlines\",plain\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv|true",
                "text/csv; charset=utf-8|true",
                "application/json;q=0.5, text/csv|true",
                "text/csv;q=0.5, application/json|false",
                "application/json|false",
                "*/*|false",
                "text/*|false"
            })
    void csvIsForThoseWhoPreferIt(String accept, boolean wanted) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.ACCEPT, accept);

        assertThat(CsvExport.isWanted(headers)).isEqualTo(wanted);
        assertThat(CsvExport.isWanted(new HttpHeaders())).isFalse();
    }
}
