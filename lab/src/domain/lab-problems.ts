import { problems } from '../problems';
import type { PartAction } from './lab-state';

const listOf = (names: readonly string[]) => (names.length === 0 ? 'nothing' : names.join(', '));

export const unknownPart = (name: string, known: readonly string[]) =>
  problems.error('lab.unknown_part', `Expected one of the parts ${listOf(known)}, got ${name}.`);

export const unknownLink = (service: string, known: readonly string[]) =>
  problems.error(
    'lab.unknown_link',
    `Expected a service with a link to the bus, of ${listOf(known)}, got ${service}.`,
  );

/** `actions` are those that are possible instead. */
export const notNow = (detail: string, actions: readonly PartAction[]) =>
  problems.error('lab.not_now', `${detail} Possible now: ${listOf(actions)}.`, { actions });

export const neverThis = (detail: string) => problems.error('lab.never_this', detail);

export const portTaken = (name: string) =>
  problems.error(
    'lab.port_taken',
    `A program that the lab has not started holds the port of ${name}, perhaps another ${name}: stop it there.`,
  );

export const noClassic = () =>
  problems.error(
    'lab.no_classic',
    'The classic system does not run: PUT {"state":"running"} to /lab/classic.',
  );
