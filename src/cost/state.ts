/** What a stack does, and how much the services beside its servers then add to their price. */

/** The states of the guide. */
export type State = 'top' | 'average' | 'active' | 'idle' | 'idle-pausing' | 'offline';

/** Decimal factors as text, so that they stay exact. */
export interface ScalarRange {
  readonly min: string;
  readonly max: string;
}

/** The guide's scalar of each state: database, storage and traffic as a multiple of the servers' price. */
export const scalars: Readonly<Record<State, ScalarRange>> = {
  top: { min: '5', max: '5' },
  average: { min: '4', max: '4' },
  active: { min: '2', max: '3' },
  idle: { min: '2', max: '2' },
  'idle-pausing': { min: '1.2', max: '1.2' },
  offline: { min: '0', max: '0' },
};

/** What storing scenes, avatars and backups of a stack that is offline costs, by the guide: beside every total, in none. */
export const offlineStorage = { min: 0, max: 10 };
