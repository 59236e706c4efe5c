/** The bus's own tables of its data file, beside the log's. */
export const FOLLOWERS_TABLE = 'followers';
export const SUBSCRIPTIONS_TABLE = 'subscriptions';
export const PARKED_TABLE = 'parked';
/** A backup that an earlier build made has none. */
export const TYPES_TABLE = 'types';

export const BUS_TABLES: readonly string[] = [
  FOLLOWERS_TABLE,
  SUBSCRIPTIONS_TABLE,
  PARKED_TABLE,
  TYPES_TABLE,
];
