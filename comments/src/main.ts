import '@blog/service-kit/prepare-process';
import { runFollowingService } from '@blog/service-kit';
import { readSettings } from './config';
import { makeComments } from './make-comments';

void runFollowingService('comments', readSettings, makeComments);
