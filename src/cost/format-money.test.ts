import Big from 'big.js';
import { expect, test } from 'vitest';
import { formatCount, formatHourly, formatMoney, formatRange } from './format-money.ts';

test.each([
  ['0', '$0.00'],
  ['10.752', '$10.75'],
  ['10.755', '$10.76'],
  ['0.005', '$0.01'],
  ['1234567.891', '$1,234,567.89'],
])('%s reads %s', (amount, text) => {
  expect(formatMoney(new Big(amount), 'USD')).toBe(text);
});

test('other currencies stand behind', () => {
  expect(formatMoney(new Big('1234.5'), 'EUR')).toBe('1,234.50 EUR');
});

test('a range of nothing but one amount reads as one', () => {
  expect(formatRange({ min: new Big(1), max: new Big(1) }, 'USD')).toBe('$1.00');
  expect(formatRange({ min: new Big(1), max: new Big(2) }, 'USD')).toBe('$1.00 to $2.00');
});

test('hourly prices keep the decimals that they have', () => {
  expect(formatHourly(new Big('1.08'), 'USD')).toBe('$1.080');
  expect(formatHourly(new Big('0.00525'), 'USD')).toBe('$0.00525');
});

test('counts have separators', () => {
  expect(formatCount(19_200)).toBe('19,200');
});
