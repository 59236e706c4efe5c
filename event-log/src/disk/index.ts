export { DiskEventLog } from './disk-event-log';
export { Findings } from './findings';
export { HISTORY_FILE } from './history';
export { JOURNAL_FILES, readJournal } from './journal';
export { LOG_FILES, requireFiles } from './log-files';
export { requireKnownFormat } from './log-format';
export { LOG_TABLES, openLogTables } from './log-tables';
export { syncToDisk } from './sync-to-disk';
export { verifyLogFiles } from './verify-log-files';
