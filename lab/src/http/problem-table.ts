import { LAB_PROBLEMS } from '../domain/lab-state';

/** The HTTP status of each error code of the lab. */
export const problemTable: Readonly<Record<string, number>> = {
  [LAB_PROBLEMS.forbidden]: 403,
  [LAB_PROBLEMS.unknownPart]: 404,
  [LAB_PROBLEMS.unknownLink]: 404,
  [LAB_PROBLEMS.noClassic]: 404,
  [LAB_PROBLEMS.notNow]: 409,
  [LAB_PROBLEMS.neverThis]: 409,
  [LAB_PROBLEMS.portTaken]: 409,
};
