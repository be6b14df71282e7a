import { expect, test } from 'vitest';
import { accountQuery, identifierHash, secretIn, setAdminQuery } from './accounts.ts';

test('an address is hashed as Elixir does it, whatever its case', () => {
  // :crypto.hash(:sha256, e <> :crypto.hash(:sha256, e <> k)) |> Base.encode64, evaluated by Elixir 1.14.
  const hash = 'M+g3ZIJd7EFDUlPcXglVYRiRSfxq/NQ71O48C74Ud3c=';
  expect(identifierHash('first.user@example.com', 'a secret')).toBe(hash);
  expect(identifierHash('First.User@Example.com', 'a secret')).toBe(hash);
  expect(identifierHash('first.user@example.com', 'another')).not.toBe(hash);
});

test('the secret is read where the endpoint names it, and nowhere else', () => {
  expect(secretIn('  # secret_key_base: "no"\n  secret_key_base: "abc+/def",\n')).toBe('abc+/def');
  expect(secretIn('secret_key: "other"\n')).toBeUndefined();
  expect(secretIn('  secret_key_base: "#{System.get_env("X")}"\n')).toBeUndefined();
});

test('no quote leaves the statement', () => {
  expect(accountQuery("a'b")).toContain("'a''b'");
  expect(setAdminQuery("a'b", true)).toContain("'a''b'");
});
