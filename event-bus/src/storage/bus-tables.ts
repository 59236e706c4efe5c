/** The bus's own tables in its data file; the log has others. */
export const FOLLOWERS_TABLE = 'followers';
export const SUBSCRIPTIONS_TABLE = 'subscriptions';
export const PARKED_TABLE = 'parked';
/** Missing from a backup that an earlier build made. */
export const TYPES_TABLE = 'types';

export const BUS_TABLES: readonly string[] = [
  FOLLOWERS_TABLE,
  SUBSCRIPTIONS_TABLE,
  PARKED_TABLE,
  TYPES_TABLE,
];
