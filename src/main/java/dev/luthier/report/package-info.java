/** What studies found: tables, CSV and JSON, and the page of a study. */
package dev.luthier.report;
