package dev.luthier.cli;

import java.util.List;

/** Rows that are shown as they come: a column is as wide as its widest cell so far. */
final class LiveTable {

  private static final String GAP = "  ";

  private final int[] widths;

  LiveTable(int columns) {
    widths = new int[columns];
  }

  /** Makes room for a cell that may come. */
  void expect(int column, String cell) {
    widths[column] = Math.max(widths[column], cell.length());
  }

  /**
   * The next row.
   *
   * @param cells one a column
   * @param note follows the last column
   */
  String row(List<String> cells, String note) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      expect(i, cells.get(i));
      row.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length())).append(GAP);
    }
    return row.append(note).toString().stripTrailing();
  }
}
