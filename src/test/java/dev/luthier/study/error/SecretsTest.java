package dev.luthier.study.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://h/d?user=me&password=tell-nobody | password=tell-nobody",
        "--store=jdbc:postgresql://h/d?password=tell%20nobody&ssl=true | tell nobody",
        "--store=jdbc:postgresql://h/d?password=tell nobody | says 'tell nobody'",
        "postgresql://me:tell/nobody@host/d | was tell/nobody",
        "https://me:tell-nobody@host/d | https://me:tell-nobody@host/d/file: no such host",
        "'' | see https://me:tell-nobody@host/d",
        "'' | sslpassword=tell-nobody, and Passwd=tell-nobody",
      })
  void whatACommandLineHoldsIsHidden(String argument, String message) {
    String masked = Secrets.in(List.of("tune", argument)).masked(message);
    assertFalse(masked.contains("tell"), masked);
    assertFalse(masked.contains("nobody"), masked);
    assertTrue(masked.contains("***"), masked);
  }

  @Test
  void allElseIsShown() {
    String message = "jdbc:postgresql://h/d?user=me: no such host; layer[a].dense.units=3";
    assertEquals(message, Secrets.in(List.of("--data", "a.csv", "x=y")).masked(message));
    assertEquals("abc", Secrets.in(List.of("password=a")).masked("abc"));
  }
}
