package dev.luthier.cli;

import dev.luthier.device.DeviceChoice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the value of {@code --device}. */
final class DeviceConverter implements ITypeConverter<DeviceChoice> {

  @Override
  public DeviceChoice convert(String value) {
    try {
      return DeviceChoice.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
