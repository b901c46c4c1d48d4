package io.usher.api.imports;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What columns are called in English, German, Spanish, French and Japanese. Case, accents, blanks and punctuation make no
 * difference.
 */
enum ColumnNames {
    EMAIL(
            "E-mail",
            "E-mail address",
            "Mail",
            "Mail address",
            "E-mail ID",
            "User e-mail",
            "Work e-mail",
            "Business e-mail",
            "Primary e-mail",
            "E-Mail-Adresse",
            "Mailadresse",
            "E-Mail Anschrift",
            "Geschäftliche E-Mail",
            "Correo",
            "Correo electrónico",
            "Dirección de correo",
            "Dirección de correo electrónico",
            "Dirección de e-mail",
            "Correo-e",
            "Adresse e-mail",
            "Adresse mail",
            "Adresse électronique",
            "Adresse de courriel",
            "Adresse courriel",
            "Courriel",
            "Adresse de messagerie",
            "Courrier électronique",
            "Mél",
            "メール",
            "メールアドレス",
            "電子メール",
            "電子メールアドレス",
            "E メール",
            "E メールアドレス",
            "アドレス"),
    FIRST_NAME(
            "First name",
            "First",
            "Given name",
            "Given names",
            "Given",
            "Forename",
            "Forenames",
            "Fname",
            "Vorname",
            "Vornamen",
            "Rufname",
            "Nombre",
            "Nombres",
            "Nombre de pila",
            "Primer nombre",
            "Prénom",
            "Prénoms",
            "名",
            "名 (メイ)",
            "ファーストネーム"),
    LAST_NAME(
            "Last name",
            "Last",
            "Surname",
            "Family name",
            "Family",
            "Lname",
            "Second name",
            "Nachname",
            "Familienname",
            "Zuname",
            "Apellido",
            "Apellidos",
            "Primer apellido",
            "Nom",
            "Nom de famille",
            "姓",
            "姓 (セイ)",
            "名字",
            "苗字",
            "氏",
            "ラストネーム"),
    /** Of the whole person, or the last one if there are first names. */
    NAME(
            "Name",
            "Full name",
            "Display name",
            "Vollständiger Name",
            "Voller Name",
            "Anzeigename",
            "Nombre completo",
            "Nombre y apellidos",
            "Nom complet",
            "Nom et prénom",
            "氏名",
            "名前",
            "お名前");

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Map<String, ColumnNames> BY_NAME = new HashMap<>();

    static {
        Arrays.stream(values())
                .forEach(column -> Arrays.stream(column.names).forEach(name -> BY_NAME.put(plain(name), column)));
    }

    private final String[] names;

    ColumnNames(String... names) {
        this.names = names;
    }

    /** Null if the text is no name that is known. */
    static @Nullable ColumnNames named(String text) {
        return BY_NAME.get(plain(text));
    }

    private static String plain(String text) {
        String decomposed =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        return NO_LETTERS.matcher(decomposed).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
