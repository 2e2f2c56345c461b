package dev.luthier.study.store;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements of one transaction. Each is a constant of this program, which the compiler sees to;
 * values enter as bound parameters only.
 */
record Transaction(Connection connection, Dialect dialect) {

  /** What is done in a transaction. May be done again from the start where it did not succeed. */
  interface Work<T> {
    T run(Transaction transaction) throws SQLException;
  }

  /** Makes or changes a table. */
  void execute(TableStatement table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(table.in(dialect));
    }
  }

  /**
   * Changes rows.
   *
   * @param parameters numbers, strings or null
   * @return how many rows it changed
   */
  int update(@CompileTimeConstant String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  /** Runs the same statement with one list of parameters after the other. */
  void updateEach(@CompileTimeConstant String sql, List<Object[]> parameters) throws SQLException {
    if (parameters.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Object[] each : parameters) {
        bind(statement, each);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** All rows that a statement finds. */
  <T> List<T> query(@CompileTimeConstant String sql, Row.Reader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet results = statement.executeQuery()) {
        List<T> found = new ArrayList<>();
        Row row = new Row(results);
        while (results.next()) {
          found.add(reader.read(row));
        }
        return found;
      }
    }
  }

  private void bind(PreparedStatement statement, Object[] parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i] instanceof Double real) {
        dialect.bindReal(statement, i + 1, real);
      } else if (parameters[i] instanceof String text) {
        statement.setString(i + 1, StorableText.encode(text));
      } else {
        statement.setObject(i + 1, parameters[i]);
      }
    }
  }
}
