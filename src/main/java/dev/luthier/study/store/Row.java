package dev.luthier.study.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A row of a query's result, by column names. */
record Row(ResultSet results) {

  /** Makes something of a row. */
  interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  /** The driver would cut a number that is too large down to its lower bits. */
  int integer(String column) throws SQLException {
    long value = whole(column);
    if (value != (int) value) {
      throw StoreException.damage(
          "the store is damaged: " + column + " of a row is " + value, null);
    }
    return (int) value;
  }

  long whole(String column) throws SQLException {
    return results.getLong(column);
  }

  OptionalLong optionalWhole(String column) throws SQLException {
    long value = results.getLong(column);
    return results.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  OptionalInt optionalInteger(String column) throws SQLException {
    return optionalWhole(column).isEmpty() ? OptionalInt.empty() : OptionalInt.of(integer(column));
  }

  double real(String column) throws SQLException {
    return optionalReal(column).orElseThrow(() -> missing(column));
  }

  OptionalDouble optionalReal(String column) throws SQLException {
    Object value = results.getObject(column);
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (value instanceof Number number) {
      return OptionalDouble.of(number.doubleValue());
    }
    try {
      return OptionalDouble.of(Double.parseDouble(value.toString()));
    } catch (NumberFormatException e) {
      throw StoreException.damage("the store is damaged: " + column + " of a row is no number", e);
    }
  }

  String text(String column) throws SQLException {
    return optionalText(column).orElseThrow(() -> missing(column));
  }

  Optional<String> optionalText(String column) throws SQLException {
    return Optional.ofNullable(results.getString(column)).map(StorableText::decode);
  }

  private static StoreException missing(String column) {
    return StoreException.damage("the store is damaged: a row has no " + column, null);
  }
}
