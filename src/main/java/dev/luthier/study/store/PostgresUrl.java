package dev.luthier.study.store;

import dev.luthier.study.error.Secrets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A PostgreSQL URL taken apart, so that neither messages nor the driver's own ones can hold a
 * password.
 *
 * @param text without parameters, for people
 * @param plain with all parameters but secret ones, for the driver
 * @param secrets parameters that the driver gets apart from the URL
 */
record PostgresUrl(String text, String plain, Map<String, String> secrets) {

  static final String PREFIX = "jdbc:postgresql:";

  /** Parameter of the driver. */
  static final String PASSWORD = "password";

  private static final Set<String> SECRET = Set.of(PASSWORD, "sslpassword");

  private static final String HOST = "([^\\s:/@,\\[\\]]*|\\[[0-9A-Za-z:.%]+\\])(:[0-9]{1,5})?";

  /** A pattern that repeats a group takes a piece of the stack each time. */
  private static final int MOST_MORE_HOSTS = 99;

  private static final Pattern BASE =
      Pattern.compile(
          PREFIX
              + "(//"
              + HOST
              + "(,"
              + HOST
              + "){0,"
              + MOST_MORE_HOSTS
              + "}(/[^\\s@]*)?|[^\\s:@]*)");

  PostgresUrl {
    secrets = Map.copyOf(secrets);
  }

  @Override
  public String toString() {
    return text;
  }

  /**
   * Takes a URL apart.
   *
   * @throws IllegalArgumentException where it is none; it is shown only where there can be no
   *     password in it
   */
  static PostgresUrl parse(String url) {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "url must start with "
              + PREFIX
              + ", was "
              + Secrets.in(List.of(url)).masked(url)
              + "; write such as jdbc:postgresql://host/database");
    }
    int mark = url.indexOf('?');
    String base = mark < 0 ? url : url.substring(0, mark);
    if (!BASE.matcher(base).matches()) {
      throw new IllegalArgumentException(
          "store must be such as jdbc:postgresql://host:5432/database?user=NAME, with no user or"
              + " password before the host; it is not shown here, since a password may be in it");
    }
    Map<String, String> secrets = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    if (mark >= 0) {
      for (String parameter : url.substring(mark + 1).split("&", -1)) {
        String name = parameter.split("=", 2)[0];
        if (SECRET.contains(name.toLowerCase(Locale.ROOT))) {
          secrets.put(name.toLowerCase(Locale.ROOT), decoded(parameter.substring(name.length())));
        } else if (!parameter.isEmpty()) {
          others.add(parameter);
        }
      }
    }
    String plain = others.isEmpty() ? base : base + "?" + String.join("&", others);
    return new PostgresUrl(base, plain, secrets);
  }

  /** The value of {@code =value}, percent signs and plus signs read as the driver reads them. */
  private static String decoded(String assignment) {
    String value = assignment.isEmpty() ? "" : assignment.substring(1);
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message shows a part of the password.
      throw new IllegalArgumentException(
          "store must have %25 for each % of a password, one has another; or leave the password"
              + " to "
              + Secrets.PASSWORD_VARIABLE
              + " or ~/.pgpass");
    }
  }
}
