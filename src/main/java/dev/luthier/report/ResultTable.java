package dev.luthier.report;

import com.fasterxml.jackson.databind.node.ValueNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Rows of cells under named columns.
 *
 * @param columns their names
 * @param rows each with a cell a column; null nodes for what is not there
 */
public record ResultTable(List<String> columns, List<List<ValueNode>> rows) {

  public ResultTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<ValueNode> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "rows must have a cell for each of " + columns + ", one has " + row);
      }
    }
  }

  /** Lines of CSV (RFC 4180, but for the line ends), the columns' names first. */
  public String csv() {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(columns);
      rows.forEach(row -> csv.writeRecord(row.stream().map(ResultTable::field).toList()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return text.toString();
  }

  private static String field(ValueNode cell) {
    return cell.isNull() ? "" : cell.asText();
  }
}
