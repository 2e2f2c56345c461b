/** What people are told where a study goes wrong: one line, without passwords. */
package dev.luthier.study.error;
