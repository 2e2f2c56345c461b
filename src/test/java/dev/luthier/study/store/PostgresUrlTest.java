package dev.luthier.study.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

  /** A pattern that repeats a group took a piece of the stack each time. */
  @Test
  void veryManyHostsAreRefused() {
    String url = "jdbc:postgresql://" + "a:1,".repeat(60_000);
    assertThrows(IllegalArgumentException.class, () -> PostgresUrl.parse(url));
  }

  @Test
  void aUrlIsTakenApart() {
    PostgresUrl url =
        PostgresUrl.parse(
            "jdbc:postgresql://h:5/d?user=me&password=a%26b+c&ssl=true&sslpassword=x%3D");
    assertEquals("jdbc:postgresql://h:5/d", url.text());
    assertEquals("jdbc:postgresql://h:5/d?user=me&ssl=true", url.plain());
    assertEquals(Map.of("password", "a&b c", "sslpassword", "x="), url.secrets());
    assertEquals("jdbc:postgresql://h:5/d", url.toString());
    assertEquals(
        "jdbc:postgresql:d",
        new StoreLocation.Postgres("jdbc:postgresql:d?password=secret").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:",
        "jdbc:postgresql:/",
        "jdbc:postgresql:d",
        "jdbc:postgresql://h",
        "jdbc:postgresql://h/",
        "jdbc:postgresql://h:5432/d",
        "jdbc:postgresql://10.0.0.1,h2:5433/my%40d",
        "jdbc:postgresql://[::1]:5432/d",
        "jdbc:postgresql:///d",
      })
  void urlsThatTheDriverKnowsAreTaken(String url) {
    assertEquals(url, PostgresUrl.parse(url).text());
    assertEquals(
        url + "?user=me@tenant", PostgresUrl.parse(url + "?user=me@tenant&password=x").plain());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://me:hunter2%20and@h/d",
        "jdbc:postgresql://me:hunter2/and@h/d",
        "jdbc:postgresql://me:hunter2?and@h/d",
        "jdbc:postgresql://hunter2@h/d",
        "jdbc:postgresql:me:hunter2",
        "jdbc:postgresql://h/d?password=hunter2%zz",
        "postgresql://me:hunter2@h/d",
        "jdbc:postgres://h/d?password=hunter2 and",
      })
  void urlsThatCannotBeAreRefusedWithoutTheirSecrets(String url) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> StoreLocation.of(url));
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      assertFalse(cause.toString().contains("hunter2"), cause.toString());
      assertFalse(cause.toString().contains("and@"), cause.toString());
      assertFalse(cause.toString().contains("%zz"), cause.toString());
    }
    assertTrue(refused.getMessage().startsWith("store must "), refused.getMessage());
  }
}
