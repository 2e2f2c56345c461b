package dev.luthier.study.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StorableTextTest {

  private static final char[] ODD = {
    'a', '0', 0, '\uFDD0', '\uD83D', '\uDE00', '\uDFFF', 'F', 'D', '\'', ';', '\n', '\uFFFF'
  };

  @Test
  void textWithoutOddCharactersStaysAsItIs() {
    for (String text : new String[] {"", "plain", "数 😀 'quoted'; -- \n\u001b[0m"}) {
      assertEquals(text, StorableText.encode(text));
      assertEquals(text, StorableText.decode(text));
    }
    assertEquals("a\uFDD00000b", StorableText.encode("a\0b"));
    assertEquals("\uFDD0fdd0", StorableText.encode("\uFDD0"));
    assertEquals("\uFDD0d83dx", StorableText.encode("\uD83Dx"));
  }

  @Test
  void allTextComesBackAndCanBeStored() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(9);
      for (int j = 0; j < length; j++) {
        text.append(ODD[random.nextInt(ODD.length)]);
      }
      String encoded = StorableText.encode(text.toString());
      assertEquals(text.toString(), StorableText.decode(encoded));
      assertFalse(
          encoded.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE),
          encoded);
    }
  }

  @Test
  void aMarkWithoutANumberIsAnotherTextsOwn() {
    for (String text : new String[] {"\uFDD0", "\uFDD0 12", "\uFDD012", "\uFDD0xyzw"}) {
      assertEquals(text, StorableText.decode(text));
    }
  }
}
