package dev.luthier.spec;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Values of fields from text such as the right side of {@code --set PATH=VALUE}. */
final class FieldText {

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  private static final int LONGEST_WHOLE_NUMBER = 40;

  private FieldText() {}

  /** One value, as protobuf has it for the field. */
  static Object value(FieldDescriptor field, String text) {
    String plain = text.strip();
    return switch (field.getJavaType()) {
      case INT ->
          Math.toIntExact(
              wholeNumber(field, plain, BigInteger.valueOf(Integer.MIN_VALUE), Integer.MAX_VALUE));
      case LONG -> wholeNumber(field, plain, BigInteger.valueOf(Long.MIN_VALUE), Long.MAX_VALUE);
      case FLOAT -> {
        float value = Float.parseFloat(number(field, plain));
        if (Float.isInfinite(value)) {
          throw tooLarge(text, "3.4e38");
        }
        yield value;
      }
      case DOUBLE -> {
        double value = Double.parseDouble(number(field, plain));
        if (Double.isInfinite(value)) {
          throw tooLarge(text, "1.7e308");
        }
        yield value;
      }
      case BOOLEAN ->
          switch (plain.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw needed(field, plain);
          };
      case STRING -> text;
      case BYTE_STRING -> ByteString.copyFromUtf8(text);
      case ENUM -> enumValue(field, plain);
      case MESSAGE -> throw needed(field, plain);
    };
  }

  /** A list of values: {@code [3, 3]}, {@code []}, or one value without brackets. */
  static List<Object> values(FieldDescriptor field, String text) {
    String plain = text.strip();
    if (!plain.startsWith("[")) {
      return List.of(value(field, plain));
    }
    if (!plain.endsWith("]")) {
      throw new IllegalArgumentException(
          "a list ends with ], found \"" + text + "\"; write one such as [3, 3]");
    }
    String inner = plain.substring(1, plain.length() - 1);
    List<Object> values = new ArrayList<>();
    if (!inner.isBlank()) {
      for (String part : inner.split(",", -1)) {
        values.add(value(field, part.strip()));
      }
    }
    return values;
  }

  private static long wholeNumber(
      FieldDescriptor field, String text, BigInteger minimum, long maximum) {
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      throw needed(field, text);
    }
    // Digits without end would take a time that grows with their square.
    if (text.length() > LONGEST_WHOLE_NUMBER || !isWithin(new BigInteger(text), minimum, maximum)) {
      throw new IllegalArgumentException(
          "a whole number from "
              + minimum
              + " to "
              + maximum
              + " is needed, found \""
              + text
              + "\"");
    }
    return new BigInteger(text).longValueExact();
  }

  private static boolean isWithin(BigInteger value, BigInteger minimum, long maximum) {
    return value.compareTo(minimum) >= 0 && value.compareTo(BigInteger.valueOf(maximum)) <= 0;
  }

  private static String number(FieldDescriptor field, String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw needed(field, text);
    }
    return text;
  }

  private static EnumValueDescriptor enumValue(FieldDescriptor field, String text) {
    String name = text.toUpperCase(Locale.ROOT);
    if (!FieldNames.values(field.getEnumType()).contains(name)) {
      throw new IllegalArgumentException(FieldNames.unknownValue(text, field));
    }
    return field.getEnumType().findValueByName(name);
  }

  private static IllegalArgumentException needed(FieldDescriptor field, String text) {
    return new IllegalArgumentException(
        FieldNames.needed(field) + " is needed, found \"" + text + "\"");
  }

  private static IllegalArgumentException tooLarge(String text, String limit) {
    return new IllegalArgumentException(
        "a number between -" + limit + " and " + limit + " is needed, found \"" + text + "\"");
  }
}
