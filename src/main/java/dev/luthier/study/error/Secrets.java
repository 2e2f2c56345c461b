package dev.luthier.study.error;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passwords that a command line holds, to be hidden in what people are going to see. */
public final class Secrets {

  /** Environment variable with a database's password, as PostgreSQL's own programs know it. */
  public static final String PASSWORD_VARIABLE = "PGPASSWORD";

  private static final String HIDDEN = "***";

  /** Shorter words would be found everywhere; behind their parameter they are hidden, too. */
  private static final int SHORTEST = 4;

  /** Up to the next parameter: a password may hold blanks. */
  private static final Pattern PARAMETER_OF_ARGUMENT =
      Pattern.compile("passw(?:or)?d=([^&]+)", Pattern.CASE_INSENSITIVE);

  private static final Pattern PARAMETER =
      Pattern.compile("(passw(?:or)?d=)[^&\\s'\",;)]+", Pattern.CASE_INSENSITIVE);

  /** A user and a password before a host. */
  private static final Pattern USER_OF_ARGUMENT = Pattern.compile("//[^:/@]*:(.+)@");

  private static final Pattern USER = Pattern.compile("(//[^:/@\\s]*:)[^/@\\s]+@");

  private final Set<String> words;

  private Secrets(Set<String> words) {
    this.words = Set.copyOf(words);
  }

  /** The secrets in the words of a command line. */
  public static Secrets in(Collection<String> arguments) {
    Set<String> words = new LinkedHashSet<>();
    for (String argument : arguments) {
      for (Pattern pattern : new Pattern[] {PARAMETER_OF_ARGUMENT, USER_OF_ARGUMENT}) {
        for (Matcher matcher = pattern.matcher(argument); matcher.find(); ) {
          words.add(matcher.group(1));
          if (matcher.group(1).matches("(?:[^%]++|%[0-9a-fA-F]{2})*+")) {
            words.add(URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8));
          }
        }
      }
    }
    words.removeIf(word -> word.length() < SHORTEST);
    return new Secrets(words);
  }

  /** A text with stars in place of the secrets. */
  public String masked(String text) {
    String masked = text;
    for (String word :
        words.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
      masked = masked.replace(word, HIDDEN);
    }
    masked = PARAMETER.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
    return USER.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN) + "@");
  }
}
