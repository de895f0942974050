import type { Provider } from '@nestjs/common';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { EmergencyCardResolver, EmergencyReviewResolver, EmergencyViewResolver } from './card.resolver.js';
import { EmergencyCards } from './cards.js';
import { EmergencyCardConnectionResolver, EmergencyResolver, InstanceEmergencyResolver } from './emergency.resolver.js';
import { NoticeEmergencyResolver } from './notices.resolver.js';
import { EmergencyReviews } from './reviews.js';

/** Emergency cards, and reviews of who opened them, with their GraphQL. */
export const emergencyProviders: Provider[] = [
  { provide: EmergencyCards, useFactory: (jobs: Jobs) => new EmergencyCards(jobs.live), inject: [Jobs] },
  { provide: EmergencyReviews, useFactory: (notices: Notices, jobs: Jobs) => new EmergencyReviews(notices, jobs.live), inject: [Notices, Jobs] },
  EmergencyResolver, EmergencyCardResolver, EmergencyCardConnectionResolver, EmergencyViewResolver, EmergencyReviewResolver, InstanceEmergencyResolver, NoticeEmergencyResolver,
];
