package dev.luthier.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.luthier.run.AsciiJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The page of a study: one HTML file that needs no other, and that a Content-Security-Policy keeps
 * from the network. Only its own scripts run, by their digests. What was found is a block of JSON,
 * in which no character has a meaning in HTML; the page shows it as text.
 */
public final class ReportPage {

  private static final List<String> SCRIPTS =
      List.of(
          "format.js",
          "page.js",
          "charts.js",
          "plots.js",
          "spaces.js",
          "front.js",
          "lineage.js",
          "table.js",
          "sections.js",
          "main.js");

  private static final JsonMapper JSON =
      AsciiJson.builder()
          .addModule(AsciiJson.finiteOrNull())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private ReportPage() {}

  /** What a page may do. */
  public enum Kind {
    /** Nothing but to show what is in it. */
    FILE("connect-src 'none'"),
    /** To ask the server that it comes from for what is new. */
    LIVE("connect-src 'self'");

    private final String connections;

    Kind(String connections) {
      this.connections = connections;
    }
  }

  /** A report as JSON of printable ASCII characters; null for a number that is not finite. */
  public static String json(StudyReport report) {
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report cannot be written as JSON", e);
    }
  }

  /** The page. */
  public static String html(StudyReport report, Kind kind) {
    List<String> scripts = new ArrayList<>();
    scripts.add(resource("echarts.min.js"));
    SCRIPTS.forEach(name -> scripts.add(resource(name)));
    String style = resource("page.css");
    StringBuilder blocks = new StringBuilder();
    scripts.forEach(script -> blocks.append("<script>").append(script).append("</script>\n"));
    String template = resource("page.html");
    StringBuilder page = new StringBuilder();
    int end = 0;
    for (int at = template.indexOf("{{"); at >= 0; at = template.indexOf("{{", end)) {
      page.append(template, end, at);
      end = template.indexOf("}}", at) + 2;
      page.append(
          switch (template.substring(at, end)) {
            case "{{policy}}" -> policy(scripts, style, kind);
            case "{{kind}}" -> kind.name();
            case "{{style}}" -> style;
            case "{{data}}" -> json(report);
            case "{{scripts}}" -> blocks;
            default -> throw new IllegalStateException(template.substring(at, end));
          });
    }
    return page.append(template.substring(end)).toString();
  }

  private static String policy(List<String> scripts, String style, Kind kind) {
    StringBuilder policy = new StringBuilder("default-src 'none'; script-src");
    scripts.forEach(script -> policy.append(' ').append(digest(script)));
    return policy
        .append("; style-src ")
        .append(digest(style))
        .append("; img-src data:; base-uri 'none'; form-action 'none'; ")
        .append(kind.connections)
        .toString();
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream file = ReportPage.class.getResourceAsStream("/report/" + name)) {
      if (file == null) {
        throw new IllegalStateException("the jar has no report/" + name + "; build it anew");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
