package dev.luthier.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of a {@code .csv} file, all of the width of the first. */
final class CsvRows {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final DataFile file;
  private final TableFormat format;
  private final List<String> columns;

  /**
   * Reads the columns' names.
   *
   * @throws DataException when the file is empty or its names are not usable
   */
  CsvRows(DataFile file, TableFormat format) {
    this.file = file;
    this.format = format;
    List<String> first = new ArrayList<>();
    scan(
        record -> {
          record.getFields().forEach(field -> first.add(field.strip()));
          return false;
        });
    if (first.isEmpty()) {
      throw new DataException(
          file.name()
              + ": the file is empty; it must have a line of columns' names and one a sample");
    }
    List<String> positions =
        IntStream.rangeClosed(1, first.size()).mapToObj(i -> "column_" + i).toList();
    columns = format.header() ? named(first, positions) : positions;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.indexOf(columns.get(i)) < i) {
        throw new DataException(
            place(1) + ": the column " + columns.get(i) + " is there twice; rename one");
      }
    }
  }

  private static List<String> named(List<String> first, List<String> positions) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      String name = i == 0 ? withoutMark(first.get(0)) : first.get(i);
      names.add(name.isEmpty() ? positions.get(i) : name);
    }
    return names;
  }

  private static String withoutMark(String name) {
    return !name.isEmpty() && name.charAt(0) == BYTE_ORDER_MARK ? name.substring(1) : name;
  }

  /** What is done with a row. */
  interface RowReader {
    void read(int line, List<String> fields);
  }

  /** The columns' names, {@code column_1} and so on where the file has none. */
  List<String> columns() {
    return columns;
  }

  /** A line as messages name it. */
  String place(int line) {
    return file.name() + ":" + line;
  }

  /** Reads all rows below the header, from the start of the file. */
  void forEach(RowReader reader) {
    boolean[] header = {format.header()};
    scan(
        record -> {
          int line = (int) Math.min(record.getStartingLineNumber(), Integer.MAX_VALUE);
          if (record.getFieldCount() != columns.size()) {
            throw new DataException(
                place(line)
                    + ": the line has "
                    + record.getFieldCount()
                    + " fields, but the first has "
                    + columns.size()
                    + "; mend it, and quote values that have the separator in them");
          }
          if (!header[0]) {
            reader.read(line, record.getFields());
          }
          header[0] = false;
          return true;
        });
  }

  private interface RecordReader {
    /** Whether to go on. */
    boolean read(CsvRecord record);
  }

  private void scan(RecordReader reader) {
    try (Reader text =
            new InputStreamReader(
                file.open(),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT));
        CsvReader<CsvRecord> csv =
            CsvReader.builder().fieldSeparator(format.separator()).ofCsvRecord(text);
        CloseableIterator<CsvRecord> records = csv.iterator()) {
      boolean more = true;
      while (more && records.hasNext()) {
        more = reader.read(records.next());
      }
    } catch (CsvParseException e) {
      if (e.getCause() instanceof DataException refusal) {
        throw refusal;
      }
      if (e.getCause() instanceof Error error) {
        // Such as a heap that is too small, which is no fault of the file.
        throw error;
      }
      throw new DataException(file.name() + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw file.failure(e.getCause());
    } catch (IOException e) {
      throw file.failure(e);
    }
  }
}
