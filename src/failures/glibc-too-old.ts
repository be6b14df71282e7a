/** A program was built for a newer Linux than this one. */
import { defineFailure } from '../model/failure.ts';

export const glibcTooOld = defineFailure({
  id: 'glibc-too-old',
  services: [],
  seenIn: ['log'],
  marks: ['version `GLIBC_2.', "version 'GLIBC_2."],
  pattern: /version [`']GLIBC_2\.\d+' not found/,
  title: 'A program was built for a newer Linux than this one.',
  meaning: 'Its C library, glibc, is newer than that of this machine.',
  remedies: ['Use a newer system, or a program built for yours: METATON_POSTGREST=/path/to/postgrest for PostgREST.'],
  source: 'https://sourceware.org/glibc/wiki/FAQ',
  example: "postgrest: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found",
});
