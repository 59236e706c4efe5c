import { retryAfterMs } from '@blog/service-kit';
import type { HandshakeOutcome } from '../domain/deliverer';
import type { Answer } from './http-caller';

/** Requests a minute; `*` is any number. */
const RATE = /^(?:\*|[1-9]\d{0,8})$/;

/**
 * Reads the answer to a handshake (CloudEvents, HTTP 1.1 Web Hooks for Event Delivery 1.0.2, section 4.2). Only a success that
 * names `origin`, or `*`, is a consent: whoever answers OPTIONS for another reason has not agreed to anything.
 */
export function readConsent(
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  origin: string,
): HandshakeOutcome {
  if (status === 410) return { kind: 'gone' };
  const refusal = (what: string): HandshakeOutcome => ({
    kind: 'unavailable',
    reason: `It has not agreed to deliveries: its answer to OPTIONS ${what}.`,
    retryAfterMs: retryAfterMs(headers['retry-after']),
  });
  if (status < 200 || status >= 300) return refusal(`is ${status}`);
  const allowed = headers['webhook-allowed-origin'];
  if (allowed === undefined) return refusal('has no WebHook-Allowed-Origin');
  if (allowed !== '*' && String(allowed).toLowerCase() !== origin.toLowerCase()) {
    return refusal(`has a WebHook-Allowed-Origin that is not ${origin} (WEBHOOK_ORIGIN)`);
  }
  const rate = String(headers['webhook-allowed-rate'] ?? '*');
  if (!RATE.test(rate)) return refusal('has a WebHook-Allowed-Rate that is no number of requests a minute');
  return { kind: 'granted', perMinuteMax: rate === '*' ? null : Number(rate) };
}
