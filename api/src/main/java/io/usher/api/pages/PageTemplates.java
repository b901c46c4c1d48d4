package io.usher.api.pages;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Makes text of the templates of pages. Reads files. */
@Component
public final class PageTemplates {

    private final ITemplateEngine templates;

    public PageTemplates(ITemplateEngine templates) {
        this.templates = templates;
    }

    /** The page of a template. A model with {@code console} has what the console's pages need. */
    public String html(String template, Preferences preferences, Map<String, Object> model) {
        Map<String, Object> variables = new HashMap<>(model);
        boolean console = model.containsKey("console");
        variables.put("icon", Assets.path("usher.svg"));
        variables.put("styles", paths("pico.min.css", "usher.css", console ? "console.css" : null));
        variables.put("scripts", paths("live.js", console ? "console.js" : null));
        variables.put("times", new PageTimes(preferences.language()));
        variables.put("numbers", new PageNumbers(preferences.language()));
        if (preferences.theme() != null) {
            variables.put("theme", preferences.theme());
        }
        // A page is its layout filled in, and of a layout the template engine keeps no document type.
        return "<!DOCTYPE html>\n"
                + templates.process("pages/" + template, new Context(preferences.language(), variables));
    }

    private static List<String> paths(@Nullable String... assets) {
        return Stream.of(assets).filter(Objects::nonNull).map(Assets::path).toList();
    }
}
