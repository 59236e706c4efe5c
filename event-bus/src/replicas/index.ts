export { holdState, requireNoLeader } from './hold-state';
export { runReplica } from './run-replica';
export { StateTables } from './state-tables';
