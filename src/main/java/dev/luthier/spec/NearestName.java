package dev.luthier.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Suggests the name that was probably meant. */
final class NearestName {

  /** Edits that happen in typing. */
  private static final int SLIP = 2;

  /** Nothing that is longer was meant to be a name. */
  private static final int LONGEST = 100;

  /** Shorter parts of names mean nothing. */
  private static final int SHORTEST_PART = 3;

  private NearestName() {}

  /**
   * The name that is nearest to what was written by edit distance (insertions, deletions,
   * replacements, swaps of neighbours; neither case nor underscores count).
   *
   * <p>A name within {@value #SLIP} edits wins; else one that contains what was written, or is
   * contained in it; else one within a third of the length.
   */
  static Optional<String> of(String written, Collection<String> all) {
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    List<String> names = all.stream().filter(name -> name.length() <= LONGEST).toList();
    String plain = plain(written);
    Optional<String> nearest =
        names.stream().min(Comparator.comparingInt(name -> distance(plain, plain(name))));
    if (nearest.isEmpty()) {
      return nearest;
    }
    int edits = distance(plain, plain(nearest.get()));
    int limit = (plain.length() + 1) / 3;
    if (edits <= Math.min(SLIP, limit)) {
      return nearest;
    }
    return names.stream()
        .filter(name -> overlaps(plain, plain(name)))
        .findFirst()
        .or(() -> edits <= limit ? nearest : Optional.empty());
  }

  /**
   * The end of a message about a name that does not exist: {@code ; did you mean "units"?}, or all
   * names where none is near.
   */
  static String advice(String written, Collection<String> names) {
    if (names.isEmpty()) {
      return "; remove it";
    }
    return of(written, names)
        .map(name -> "; did you mean \"" + name + "\"?")
        .orElseGet(() -> "; write one of " + String.join(", ", names));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }

  private static boolean overlaps(String written, String name) {
    return Math.min(written.length(), name.length()) >= SHORTEST_PART
        && (name.contains(written) || written.contains(name));
  }

  /** Optimal string alignment distance, of which the last three rows of the table are kept. */
  private static int distance(String left, String right) {
    int[] beforeLast = new int[right.length() + 1];
    int[] last = new int[right.length() + 1];
    int[] row = new int[right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        if (i == 0 || j == 0) {
          row[j] = i + j;
          continue;
        }
        int replaced = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(last[j - 1] + replaced, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] oldest = beforeLast;
      beforeLast = last;
      last = row;
      row = oldest;
    }
    return last[right.length()];
  }
}
