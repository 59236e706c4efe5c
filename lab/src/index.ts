export type { LabState } from './domain/lab-state';
