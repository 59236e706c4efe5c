import { DomainError } from '@blog/service-kit';
import { LAB_PROBLEMS, type PartAction } from './lab-state';

const listOf = (names: readonly string[]) => (names.length === 0 ? 'nothing' : names.join(', '));

export const unknownPart = (name: string, known: readonly string[]) =>
  new DomainError(LAB_PROBLEMS.unknownPart, `Expected one of the parts ${listOf(known)}, got ${name}.`);

export const unknownLink = (service: string, known: readonly string[]) =>
  new DomainError(
    LAB_PROBLEMS.unknownLink,
    `Expected a service with a link to the bus, of ${listOf(known)}, got ${service}.`,
  );

/** `actions` are those that are possible instead. */
export const notNow = (detail: string, actions: readonly PartAction[]) =>
  new DomainError(LAB_PROBLEMS.notNow, `${detail} Possible now: ${listOf(actions)}.`, { actions });

export const neverThis = (detail: string) => new DomainError(LAB_PROBLEMS.neverThis, detail);

export const portTaken = (name: string) =>
  new DomainError(
    LAB_PROBLEMS.portTaken,
    `A program that the lab has not started holds the port of ${name}, perhaps another ${name}: stop it there.`,
  );

export const noClassic = () =>
  new DomainError(
    LAB_PROBLEMS.noClassic,
    'The classic system does not run: PUT {"state":"running"} to /lab/classic.',
  );
