package dev.luthier;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CompileTimeConstant;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaParameter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What no class, or only a named one, may do. */
class SecurityRulesTest {

  private static final JavaClasses PRODUCT = ImportDirectionTest.PRODUCT;

  @Test
  void nothingIsMadeOfSerializedObjectsScriptsOrXml() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.beans..",
            "java.rmi..",
            "javax.naming..",
            "javax.script..",
            "javax.xml..",
            "org.w3c.dom..",
            "org.xml.sax..")
        .check(PRODUCT);
  }

  @Test
  void jsonNamesNoClasses() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("com.fasterxml.jackson.annotation.JsonTypeInfo")
        .orShould()
        .callMethodWhere(target(nameMatching("(activate|enable|set)DefaultTyping.*")))
        .check(PRODUCT);
  }

  @Test
  void certificatesAreCheckedAsJavaDoes() {
    noClasses().should().dependOnClassesThat().resideInAPackage("javax.net.ssl..").check(PRODUCT);
  }

  @Test
  void onlyWorkersAndTheSearchForGpusStartProcesses() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.luthier.study.worker.WorkerProcess")
        .and()
        .doNotHaveFullyQualifiedName("dev.luthier.cli.GpuProbe")
        .and()
        .doNotHaveFullyQualifiedName("dev.luthier.device.NvidiaSmi")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class)
        .orShould()
        .callMethodWhere(target(nameMatching("exec")))
        .check(PRODUCT);
  }

  @Test
  void onlyTransactionsAndConnectionsRunSql() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.luthier.study.store.Transaction")
        .and()
        .doNotHaveFullyQualifiedName("dev.luthier.study.store.Database")
        .and()
        .doNotHaveFullyQualifiedName("dev.luthier.study.store.SqliteDialect")
        .and()
        .doNotHaveFullyQualifiedName("dev.luthier.study.store.PostgresDialect")
        .and()
        .doNotHaveFullyQualifiedName("dev.luthier.study.store.Dialect")
        .and()
        .doNotHaveFullyQualifiedName("dev.luthier.history.OptunaDatabase")
        .should()
        .dependOnClassesThat(assignableTo("java.sql.Statement"))
        .check(PRODUCT);
  }

  /** Error Prone then refuses every other argument, as it compiles. */
  @Test
  void statementsOfSqlAreConstants() {
    Set<JavaMethod> methods =
        PRODUCT.get("dev.luthier.study.store.Transaction").getMethods().stream()
            .filter(method -> List.of("update", "updateEach", "query").contains(method.getName()))
            .collect(Collectors.toSet());
    assertEquals(3, methods.size());
    for (JavaMethod method : methods) {
      JavaParameter sql = method.getParameters().get(0);
      assertTrue(sql.getRawType().isEquivalentTo(String.class), method.getFullName());
      assertTrue(sql.isAnnotatedWith(CompileTimeConstant.class), method.getFullName());
    }
    JavaMethod foreign =
        PRODUCT.get("dev.luthier.history.OptunaDatabase").getMethods().stream()
            .filter(method -> method.getName().equals("query"))
            .findFirst()
            .orElseThrow();
    assertTrue(foreign.getParameters().get(1).isAnnotatedWith(CompileTimeConstant.class));
    JavaMethod of =
        PRODUCT.get("dev.luthier.study.store.TableStatement").getMethod("of", String.class);
    assertTrue(of.getParameters().get(0).isAnnotatedWith(CompileTimeConstant.class));
  }
}
