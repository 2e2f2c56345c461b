/** What studies found: tables, CSV and JSON. */
package dev.luthier.report;
