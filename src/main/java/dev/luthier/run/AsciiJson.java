package dev.luthier.run;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/**
 * JSON of printable ASCII characters alone. Names that come from files can then neither act on a
 * terminal nor end a script of a web page, and no encoding of standard output changes them.
 */
public final class AsciiJson {

  private static final int LAST_PRINTABLE = '~';

  private AsciiJson() {}

  /** A mapper that writes such JSON; it reads any. */
  public static JsonMapper.Builder builder() {
    return JsonMapper.builder(
        new JsonFactoryBuilder()
            .highestNonEscapedChar(LAST_PRINTABLE + 1)
            .characterEscapes(new Escapes())
            .build());
  }

  /** JSON has no NaN and no infinity: with this, null stands for them. */
  public static SimpleModule finiteOrNull() {
    return new SimpleModule()
        .addSerializer(Double.class, new FiniteOrNull())
        .addSerializer(double.class, new FiniteOrNull());
  }

  private static final class FiniteOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        generator.writeNumber(value);
      } else {
        generator.writeNull();
      }
    }
  }

  /** Those of JSON, and what has a meaning in HTML. */
  private static final class Escapes extends CharacterEscapes {

    private final int[] ascii = standardAsciiEscapesForJSON();

    Escapes() {
      for (char c : new char[] {'<', '>', '&', '\'', LAST_PRINTABLE + 1}) {
        ascii[c] = ESCAPE_STANDARD;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      return null;
    }
  }
}
