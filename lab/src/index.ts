export { openLab } from './open-lab';
