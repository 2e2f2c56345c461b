/**
 * Where trials are kept, and which processes work on them: one store for SQLite and PostgreSQL,
 * which differ in their dialects.
 */
package dev.luthier.study.store;
