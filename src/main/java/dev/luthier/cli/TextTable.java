package dev.luthier.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows of cells, set one below the other: words to the left, numbers to the right. */
final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable row(String... cells) {
    rows.add(Arrays.stream(cells).map(Printable::line).toList());
    return this;
  }

  /** A figure with four digits after the point, or as many as it takes to tell it from zero. */
  static String figure(Double value) {
    if (value == null) {
      return "-";
    }
    boolean plain = value == 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 1e7);
    return String.format(Locale.ROOT, plain || !Double.isFinite(value) ? "%.4f" : "%.3e", value);
  }

  @Override
  public String toString() {
    return rows.stream().map(this::line).collect(Collectors.joining(System.lineSeparator()));
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String space = " ".repeat(width(i) - cells.get(i).length());
      boolean last = i == cells.size() - 1;
      if (isNumeric(i)) {
        line.append(space).append(cells.get(i));
      } else {
        line.append(cells.get(i)).append(last ? "" : space);
      }
      line.append(last ? "" : GAP);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return cells(column).stream().mapToInt(String::length).max().orElse(0);
  }

  /** Whether all cells of a column, but the heading, are numbers. */
  private boolean isNumeric(int column) {
    return column > 0
        && rows.size() > 1
        && cells(column).stream().skip(1).allMatch(c -> c.matches("-|[-+0-9.,e]+|NaN|-?Infinity"));
  }

  private List<String> cells(int column) {
    return rows.stream().filter(row -> row.size() > column).map(row -> row.get(column)).toList();
  }
}
