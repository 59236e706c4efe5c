export type { LabState } from './lab-state';
