import { describe, expect, it } from 'vitest';
import { GroupWatch } from './group-watch.ts';
import type { ProcessTable, Row } from './process-table.ts';

interface Entry extends Row {
  readonly isZombie?: boolean;
}

/** A made-up machine on which groups 1 to 7 have one member each, among a thousand processes of other groups. */
class Crowd {
  entries: Entry[] = [
    ...[1, 2, 3, 4, 5, 6, 7].map((pid) => ({ pid, group: pid, identity: '' })),
    ...Array.from({ length: 1_000 }, (_, index) => ({ pid: 1_000 + index, group: 999, identity: '' })),
  ];
  /** How many rows were read so far. */
  rowsRead = 0;

  readonly table: ProcessTable = {
    hasGroup: (group) => this.entries.some((entry) => entry.group === group),
    row: (pid) => Promise.resolve(this.#read(this.entries.filter((entry) => entry.pid === pid))[0]),
    rows: () => Promise.resolve(this.#read(this.entries)),
  };

  /** Dead, but not taken off the table. */
  makeZombie(...pids: readonly number[]): void {
    this.entries = this.entries.map((entry) => (pids.includes(entry.pid) ? { ...entry, isZombie: true } : entry));
  }

  remove(...pids: readonly number[]): void {
    this.entries = this.entries.filter(({ pid }) => !pids.includes(pid));
  }

  #read(entries: readonly Entry[]): readonly Row[] {
    this.rowsRead += entries.length;
    return entries.filter(({ isZombie }) => isZombie !== true);
  }
}

/** Watches the crowd; before each poll but the first, `then` changes what is there. Ends with its last change. */
function watching(crowd: Crowd, ...then: readonly (() => void)[]): GroupWatch {
  const changes = [...then];
  return new GroupWatch(crowd.table, () => {
    const change = changes.shift();
    if (!change) return new Promise(() => undefined);
    change();
    return Promise.resolve();
  });
}

const nothing = (): void => undefined;

describe('a group is gone', () => {
  it('when the last of it is taken off the table', async () => {
    const crowd = new Crowd();
    await watching(crowd, nothing, () => {
      crowd.remove(1);
    }).gone(1);
    expect(crowd.entries.some(({ group }) => group === 1)).toBe(false);
  });

  it('when only zombies are left of it', async () => {
    const crowd = new Crowd();
    await watching(crowd, () => {
      crowd.makeZombie(1);
    }).gone(1);
  });

  it('not while a child outlives the leader, but then', async () => {
    const crowd = new Crowd();
    crowd.entries.push({ pid: 50, group: 1, identity: '' });
    let didChildEnd = false;
    await watching(
      crowd,
      () => {
        crowd.remove(1);
      },
      nothing,
      () => {
        crowd.makeZombie(50);
        didChildEnd = true;
      },
    ).gone(1);
    expect(didChildEnd).toBe(true);
  });

  it('not when its known member has left it and another has not', async () => {
    const crowd = new Crowd();
    crowd.entries = [
      { pid: 50, group: 50, identity: '' },
      { pid: 51, group: 1, identity: '' },
    ];
    expect(await watching(crowd).isAlive(1)).toBe(true);
  });

  it('not when one forks and ends while the table is read', async () => {
    const crowd = new Crowd();
    crowd.makeZombie(1);
    const { rows } = crowd.table;
    const table: ProcessTable = {
      ...crowd.table,
      rows: async () => {
        const seen = await rows();
        if (crowd.entries.every(({ pid }) => pid !== 50)) crowd.entries.push({ pid: 50, group: 1, identity: '' });
        return seen;
      },
    };
    expect(await new GroupWatch(table, () => Promise.resolve()).isAlive(1)).toBe(true);
  });

  it('for all who wait for it', async () => {
    const crowd = new Crowd();
    const watch = watching(crowd, () => {
      crowd.remove(1);
    });
    await Promise.all([watch.gone(1), watch.gone(1)]);
  });
});

describe('watching', () => {
  const groups = [1, 2, 3, 4, 5, 6, 7];

  it('reads one row of each group at a poll, never the whole table, while their leaders live', async () => {
    const crowd = new Crowd();
    const polls = 10;
    const watch = watching(crowd, ...Array<() => void>(polls - 1).fill(nothing), () => {
      crowd.remove(...groups);
    });
    await Promise.all(groups.map((group) => watch.gone(group)));
    expect(crowd.rowsRead).toBeLessThanOrEqual(groups.length * polls);
  });

  it('reads the table once for all groups that have lost their leaders', async () => {
    const crowd = new Crowd();
    for (const group of groups) crowd.entries.push({ pid: 100 + group, group, identity: '' });
    const watch = watching(
      crowd,
      () => {
        crowd.makeZombie(...groups);
      },
      nothing,
      () => {
        crowd.remove(...crowd.entries.filter(({ group }) => groups.includes(group)).map(({ pid }) => pid));
      },
    );
    await Promise.all(groups.map((group) => watch.gone(group)));
    expect(crowd.rowsRead).toBeLessThan(2 * crowd.entries.length);
  });
});
