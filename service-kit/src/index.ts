export { holderOf, releaseWith } from './bound-answers';
export { BusClient } from './bus-client';
export { BusRefused, BusUnavailable } from './bus-error';
export {
  acknowledgement,
  dataSchema,
  type EventTypeSettings,
  type FollowerReport,
  followerReport,
  type SubscriptionRequest,
  subscriberName,
  subscriptionRequest,
  typeRequest,
  typeText,
} from './bus-protocol';
export { ByteBudget } from './byte-budget';
export type { ByteLease } from './byte-lease';
export { corruptValue } from './checked-json';
export { clientAddress } from './client-address';
export { BATCH_TYPE, type CloudEvent, POSITION_MAX, STRUCTURED_TYPE, type StoredEvent } from './cloud-event';
export { combineReadiness } from './combine-readiness';
export { ADDRESS_DENIED, type CallRules, connectingAgents } from './connecting-agents';
export { dropConnectionHeaders } from './connection-headers';
export { continueBody } from './continue-body';
export { type AppSurroundings, createApp } from './create-app';
export { createMetrics } from './create-metrics';
export { created } from './created';
export { decodeText, toUtf8Json, withoutByteOrderMark } from './decode-text';
export { defineProblems, type ProblemCatalogue } from './define-problems';
export { digits } from './digits';
export { DomainError } from './domain-error';
export { BATCH_BYTES_MAX, BATCH_EVENTS_MAX, EVENT_BYTES_MAX } from './event-batch';
export { binaryHeaders, eventDocument, storedEventDocument } from './event-document';
export { EVENT_POSITION, setEventPosition } from './event-position';
export { EventStream } from './event-stream';
export { FolderLock } from './folder-lock';
export { Follower, type FollowerState } from './follower';
export { createHttpServer } from './http-server';
export { baseUrl, httpUrl } from './http-url';
export { idempotencyKey, keyReused } from './idempotency-key';
export { keyedId, newId } from './ids';
export { isRebuilding } from './is-rebuilding';
export { jsonBody, requireNoEncoding } from './json-body';
export { KeptAnswers } from './kept-answers';
export { lastOfLargestShare } from './largest-share';
export { lastEventId } from './last-event-id';
export { Lifecycle, type Part } from './lifecycle';
export { isCheckpoint, type LogCheckpoint, READ_TYPES_MAX } from './log-item';
export { LogOrder } from './log-order';
export { createLogger, type Logger } from './logger';
export { lookUp } from './look-up';
export { lowerBound } from './lower-bound';
export { type MadeEvent, makeEvent, makeReaction } from './make-event';
export { splitMediaType } from './media-type';
export { nextCall } from './next-call';
export { openApiDocument } from './open-api';
export { operationRoutes, type Readiness } from './operations';
export { allowedHosts, appOptions } from './options-of';
export { Outbox, type OutboxState } from './outbox';
export { PAGE_LIMIT_MAX, type Page, pageLimit, setNextLink } from './page';
export { problemDocument, sendProblem } from './problem';
export { methodNotAllowed } from './problem-handler';
export { problems as commonProblems } from './problems';
export { Publisher } from './publisher';
export { queryParameters } from './query-parameters';
export { readBody } from './read-body';
export { ConfigError, readConfig } from './read-config';
export { deliveryRoute, receiveDeliveries } from './receive-deliveries';
export {
  answerHeaders,
  changeConditions,
  creationHeaders,
  creationProblems,
  readConditions,
} from './request-headers';
export { pause, retryAfterMs, retryDelayMs } from './retry-policy';
export {
  type AnswerOf,
  defineRoutes,
  type Endpoint,
  type Handlers,
  type Input,
  implement,
  jsonContent,
  type Route,
} from './route';
export { type FollowingService, runFollowingService, type ServiceBase } from './run-following-service';
export { runMain } from './run-main';
export { runService } from './run-service';
export { type FailureLog, SampledLog } from './sampled-log';
export { SSE_HEARTBEAT, SSE_OPENING, SSE_TYPE, sseReset } from './server-sent-events';
export { setAsideRoutes } from './set-aside-endpoints';
export type { DiscardedEvent, SequenceOf, SetAsideEvent } from './set-aside-event';
export { SetAsideQueue } from './set-aside-queue';
export {
  busSettings,
  CATCH_UP_MS,
  commonSettings,
  followerSettings,
  instanceOf,
  PUBLISH_AWAY_MS,
  storeSettings,
  streamSettings,
  urls,
} from './settings';
export { signalOfLeaving } from './signal-of-leaving';
export { type Step, StepByStep } from './step-by-step';
export { dataFile, Store, type Table } from './store';
export { StreamGate } from './stream-gate';
export { SubscriptionKeeper } from './subscription-keeper';
export { TombstonedTable } from './tombstoned-table';
export { type TransferLimits, transferLimits, transferLimitsOf } from './transfer-limits';
export { TypeKeeper } from './type-keeper';
export { type VersionCheck, versionCheck, versionTag } from './version-tag';
export { withoutPasswords } from './without-passwords';
export { writeAndTell } from './write-and-tell';
export type { Written } from './written';
