/** Exact amounts → what people read. The only place where money is rounded. */
import Big from 'big.js';
import type { MoneyRange } from './estimate.ts';

/** `$1,234.56`, or `1,234.56 EUR`: rounded half up, to cents unless told otherwise. */
export function formatMoney(amount: Big, currency: string, decimals = 2): string {
  const text = withThousands(amount.toFixed(decimals, Big.roundHalfUp));
  return currency === 'USD' ? `$${text}` : `${text} ${currency}`;
}

/** `$25.92 to $43.20`, or one amount where both ends are the same. */
export function formatRange({ min, max }: MoneyRange, currency: string): string {
  const [from, to] = [formatMoney(min, currency), formatMoney(max, currency)];
  return from === to ? from : `${from} to ${to}`;
}

/** An hourly price with as many decimals as it has, three at least, as the guide's charts print it. */
export const formatHourly = (price: Big, currency: string): string => formatMoney(price, currency, decimalsOf(price));

/** `19,200`. */
export const formatCount = (count: number | Big): string => withThousands(count.toString());

const decimalsOf = (price: Big): number => Math.max(3, price.toFixed().split('.')[1]?.length ?? 0);

function withThousands(text: string): string {
  const [whole = '', ...fraction] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}
