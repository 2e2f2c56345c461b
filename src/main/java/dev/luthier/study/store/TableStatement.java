package dev.luthier.study.store;

import com.google.errorprone.annotations.CompileTimeConstant;

/**
 * A statement that makes or changes tables. It is a constant of this program, but for what the
 * databases call two types: {@code {identity}} and {@code {real}}.
 */
final class TableStatement {

  private final String text;

  private TableStatement(String text) {
    this.text = text;
  }

  static TableStatement of(@CompileTimeConstant String text) {
    return new TableStatement(text);
  }

  /** The statement in a database's own words. */
  String in(Dialect dialect) {
    return text.replace("{identity}", dialect.identityType()).replace("{real}", dialect.realType());
  }
}
