package dev.luthier.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of things of which there must be one at least. */
final class PositiveConverter implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String value) {
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("must be a whole number, was '" + value + "'");
    }
    if (number <= 0) {
      throw new TypeConversionException("must be positive, was " + number);
    }
    return number;
  }
}
