package dev.luthier.search;

import java.util.OptionalDouble;

/** A value of a parameter. */
public sealed interface Value {

  /** As a person would write it, and as a field of a file takes it. */
  String text();

  /** The value as a number; empty where it is none. */
  OptionalDouble number();

  static Value of(long number) {
    return new Whole(number);
  }

  static Value of(double number) {
    return new Real(number);
  }

  static Value of(boolean flag) {
    return new Flag(flag);
  }

  static Value of(String text) {
    return new Text(text);
  }

  /** A whole number. */
  record Whole(long value) implements Value {
    @Override
    public String text() {
      return Long.toString(value);
    }

    @Override
    public OptionalDouble number() {
      return OptionalDouble.of((double) value);
    }
  }

  /** A number, finite. */
  record Real(double value) implements Value {
    public Real {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("number must be finite, was " + value);
      }
      // There is one zero only, so that equal numbers are equal values.
      value = value == 0 ? 0 : value;
    }

    @Override
    public String text() {
      return Double.toString(value);
    }

    @Override
    public OptionalDouble number() {
      return OptionalDouble.of(value);
    }
  }

  /** True or false. */
  record Flag(boolean value) implements Value {
    @Override
    public String text() {
      return Boolean.toString(value);
    }

    @Override
    public OptionalDouble number() {
      return OptionalDouble.empty();
    }
  }

  /** A name or any other text. */
  record Text(String value) implements Value {
    @Override
    public String text() {
      return value;
    }

    @Override
    public OptionalDouble number() {
      return OptionalDouble.empty();
    }
  }
}
