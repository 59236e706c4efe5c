import '@blog/service-kit/prepare-process';
import { runFollowingService } from '@blog/service-kit';
import { readSettings } from './config';
import { makePosts } from './make-posts';

void runFollowingService('posts', readSettings, makePosts);
