/** Remembers the last lines of a service and waits for lines that match. */

import { withoutColours } from '../model/entry.ts';
import { withoutSecrets } from './mask-secrets.ts';

/** As much of the newest output as the last lines of any Problem need, bytes. */
const kept = 16_384;

/** The newest output of one service. */
export class Tail {
  #blocks: Uint8Array[] = [];
  #size = 0;
  #waiting: { readonly pattern: RegExp; readonly found: () => void }[] = [];

  /** Takes a block of whole lines. */
  push(bytes: Uint8Array): void {
    this.#blocks.push(bytes);
    this.#size += bytes.length;
    while (this.#size - (this.#blocks[0]?.length ?? this.#size) >= kept)
      this.#size -= this.#blocks.shift()?.length ?? 0;
    if (this.#waiting.length > 0) this.#match(plainText([bytes]));
  }

  /** The newest lines as text, to be shown and kept: without secrets. */
  text(): string {
    return withoutSecrets(this.#plain());
  }

  /** Resolves when a line that is remembered, or comes later, matches. */
  saw(pattern: RegExp): Promise<void> {
    return new Promise((found) => {
      this.#waiting.push({ pattern, found });
      this.#match(this.#plain());
    });
  }

  #plain(): string {
    return plainText(this.#blocks).slice(-kept);
  }

  #match(text: string): void {
    const lines = text.split(/\r?\n/);
    this.#waiting = this.#waiting.filter(({ pattern, found }) => {
      const isFound = lines.some((line) => pattern.test(line));
      if (isFound) found();
      return !isFound;
    });
  }
}

/** Blocks as text without colours: those are for the screen; a Problem and a pattern want the words. */
export const plainText = (blocks: readonly Uint8Array[]): string => {
  const decoder = new TextDecoder();
  return withoutColours(blocks.map((block) => decoder.decode(block, { stream: true })).join(''));
};
