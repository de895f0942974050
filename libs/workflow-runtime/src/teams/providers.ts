import type { Provider } from '@nestjs/common';
import { Notices } from '@stationhouse/notify';
import { Teams } from './teams.js';
import { TeamsResolver } from './teams.resolver.js';

/** Who sees restricted instances, with its GraphQL. */
export const teamProviders: Provider[] = [{ provide: Teams, useFactory: (notices: Notices) => new Teams(notices), inject: [Notices] }, TeamsResolver];
