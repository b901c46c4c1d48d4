package io.usher.api.imports;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.http.problem.Refusal;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {

    private static final String ADA = "Ada Lovelace ada@example.com";
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "First name,Last name,Email\nAda,Lovelace,ada@example.com\n",
                "E-MAIL;LAST_NAME;first-name\nada@example.com;Lovelace;Ada\n",
                "E-Mail-Adresse;Vorname;Nachname\nada@example.com;Ada;Lovelace\n",
                "Vorname\tName\tE-Mail\nAda\tLovelace\tada@example.com\n",
                "Correo electrónico,Nombre,Apellidos\nada@example.com,Ada,Lovelace\n",
                "Prénom;Nom;Adresse e-mail\nAda;Lovelace;ada@example.com\n",
                "prenom;nom de famille;COURRIEL\nAda;Lovelace;ada@example.com\n",
                "姓,名,メールアドレス\nLovelace,Ada,ada@example.com\n",
                "ID,First Name,Department,Last Name,E-mail address,Notes\n7,Ada,Maths,Lovelace,ada@example.com,\"a,b\"\n",
                "Ada,Lovelace,ada@example.com\n",
                "Ada;Lovelace;ada@example.com",
                "\n \r\n\"Ada\",\"Lovelace\",\"ada@example.com\"\r\n,,\r\n",
                "First name,Last name,Email\rAda,Lovelace,ada@example.com\r",
                "sep=;\r\nFirst name;Last name;Email\r\nAda;Lovelace;ada@example.com\r\n",
                "\ufeffEmail,First name,Last name\n ada@example.com ,  Ada,Lovelace  \n"
            })
    void aPersonIsReadHoweverTheFileIsWritten(String text) {
        assertThat(CsvFile.of(text).people()).containsExactly(ADA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com\ngrace@example.com\n", "E-mail\nada@example.com\ngrace@example.com"})
    void aFileMayHaveAddressesAlone(String text) {
        assertThat(CsvFile.of(text).people())
                .containsExactly("null null ada@example.com", "null null grace@example.com");
    }

    @Test
    void aNameOfTheWholePersonIsKept() {
        assertThat(CsvFile.of("Name,E-mail\nAda Lovelace,ada@example.com\n").people())
                .containsExactly("Ada Lovelace null ada@example.com");
    }

    @Test
    void quotedFieldsHoldDelimitersQuotesAndLineBreaks() {
        CsvFile file =
                CsvFile.of("Ada,\"Love\"\"lace, \"\"Countess\"\"\",ada@example.com\n\"Grace\nB.\",Hopper,g@x.io\n");

        assertThat(file.rows())
                .extracting(CsvFormat.Row::lastName)
                .containsExactly("Love\"lace, \"Countess\"", "Hopper");
        assertThat(file.rows().getLast().firstName()).isEqualTo("Grace\nB.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"never closed,Lovelace,bad@example.com\n",
                "\"Ada \"the first\" L\",Lovelace,bad@example.com\n",
                "Ada,Lovelace\n",
                "Ada,Lo\u0000velace,bad@example.com\n",
            })
    void aBadRowSpoilsNoOther(String bad) {
        String before = "Email column is last,,x@example.com\n";
        CsvFile file = CsvFile.of(before + bad + "Ada,Lovelace,ada@example.com\nGrace,Hopper,g@x.io\n");

        assertThat(file.received().rows()).isEqualTo(4);
        assertThat(file.people()).hasSize(4).endsWith(ADA, "Grace Hopper g@x.io");
        assertThat(file.rows().get(1).email()).isEmpty();
    }

    @Test
    void aQuoteThatIsNeverClosedInALargeFileSpoilsItsLine() {
        String many = IntStream.range(0, 100_000)
                .mapToObj(i -> "Ada,Lovelace,p" + i + "@example.com\n")
                .collect(Collectors.joining());
        CsvFile file = CsvFile.of("Ada,Lovelace,ada@example.com\n\"Ada,Lovelace,x@example.com\n" + many);

        assertThat(file.received().rows()).isEqualTo(100_002);
        assertThat(file.rows())
                .hasSize(100_002)
                .filteredOn(row -> row.flaw() != null)
                .hasSize(1);
    }

    static List<byte[]> umlauts() {
        String text = "Vorname;Nachname;E-Mail\r\nJörg;Müßig;joerg@example.com\r\n";
        return List.of(
                text.getBytes(UTF_8),
                ("\ufeff" + text).getBytes(UTF_8),
                ("\ufeff" + text).getBytes(UTF_16LE),
                ("\ufeff" + text).getBytes(UTF_16BE),
                text.getBytes(WINDOWS_1252));
    }

    @ParameterizedTest
    @MethodSource("umlauts")
    void theEncodingIsFound(byte[] sent) {
        for (int network : new int[] {1, 3, 1000}) {
            assertThat(CsvFile.of(sent, network).people()).containsExactly("Jörg Müßig joerg@example.com");
        }
    }

    @Test
    void textOfEveryScriptIsReadInUtf8() {
        assertThat(CsvFile.of("名,姓,メールアドレス\n太郎,山田,taro@example.jp\nЛев,Толстой,lev@example.ru\n")
                        .people())
                .containsExactly("太郎 山田 taro@example.jp", "Лев Толстой lev@example.ru");
    }

    @Test
    void aByteThatIsNotUtf8SpoilsItsRowAlone() {
        byte[] sent = "Jörg,Müßig,joerg@example.com\nX?,Y,x@example.com\nZoë,Ö,z@example.com\n".getBytes(UTF_8);
        for (int i = 0; i < sent.length; i++) {
            sent[i] = sent[i] == '?' ? (byte) 0xff : sent[i];
        }

        assertThat(CsvFile.of(sent, 1000).people())
                .containsExactly("Jörg Müßig joerg@example.com", "UNREADABLE", "Zoë Ö z@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shift_JIS", "EUC-JP", "GBK", "windows-1251"})
    void namesAreNotGarbledByAnotherEncoding(String encoding) {
        byte[] sent = "Имя,E-mail\nЛев Толстой,lev@example.ru\n日本,n@example.jp\n".getBytes(Charset.forName(encoding));

        assertThatThrownBy(() -> CsvFile.of(sent, 1000))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("UTF-8")
                .extracting(refused -> ((Refusal) refused).code())
                .isEqualTo("not-csv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "PK\u0003\u0004\u0014\u0000\u0006\u0000",
                "%PDF-1.7\n",
                "<!DOCTYPE html><html><body>a@example.com</body></html>",
                "  <html>",
                "{\"email\": \"ada@example.com\"}",
                "\u0000\u0001\u0002ada@example.com",
                "Ada,Lovelace\nGrace,Hopper\n",
                "lorem ipsum dolor sit amet\n"
            })
    void whatIsNoCsvIsRefused(String text) {
        assertThatThrownBy(() -> CsvFile.of(text))
                .isInstanceOf(Refusal.class)
                .extracting(refused -> ((Refusal) refused).code())
                .isEqualTo("not-csv");
    }

    /** Otherwise all of a row would be invited as one address: it may have most signs before the @. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "First name|Last name|Email\nA|B|ab@pipe.example\n",
                "A|B|ab@pipe.example\nC|D|cd@pipe.example\n",
                "E-mail^Name\nab@pipe.example^A\n"
            })
    void columnsWithAnotherSeparatorAreRefused(String text) {
        assertThatThrownBy(() -> CsvFile.of(text))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("separated by " + (text.contains("|") ? "|" : "^"))
                .extracting(refused -> ((Refusal) refused).code())
                .isEqualTo("not-csv");
    }

    @Test
    void aPipeWithinAnAddressSeparatesNothing() {
        assertThat(CsvFile.of("a|b@pipe.example,A\nada@example.com,Ada\n").people())
                .containsExactly("A null a|b@pipe.example", "Ada null ada@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {";", ",", "\t"})
    void noAddressIsLostBehindTheOnlyColumn(String between) {
        assertThat(CsvFile.of("email\nada@example.com\ndup@t.de" + between + "other@t.de\n")
                        .people())
                .containsExactly("null null ada@example.com", "null null dup@t.de" + between + "other@t.de");
    }

    @Test
    void rowsMayEndWithADelimiter() {
        assertThat(CsvFile.of("email\nada@example.com;\ngrace@example.com; \n").people())
                .containsExactly("null null ada@example.com", "null null grace@example.com");
    }

    @Test
    void anEmptyFileIsCalledThat() {
        assertThatThrownBy(() -> CsvFile.of("\n\n")).hasMessageContaining("The file is empty.");
    }

    @Test
    void aWorkbookIsToBeSavedAsCsv() {
        assertThatThrownBy(() -> CsvFile.of("PK\u0003\u0004\u0014")).hasMessageContaining("save it as CSV");
    }

    @Test
    void aHeaderAloneIsAFileOfNobody() {
        assertThat(CsvFile.of("First name,Last name,E-mail\n").received().rows())
                .isZero();
    }

    @Test
    void aFirstRowWithoutAKnownNameIsNoHeader() {
        assertThat(CsvFile.of("Ada,Lovelace,no address\nGrace,Hopper,g@x.io\n").people())
                .containsExactly("Ada Lovelace no address", "Grace Hopper g@x.io");
    }
}
