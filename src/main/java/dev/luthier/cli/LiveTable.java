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
      String cell = Printable.line(cells.get(i));
      expect(i, cell);
      row.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
    }
    return row.append(Printable.line(note)).toString().stripTrailing();
  }
}
