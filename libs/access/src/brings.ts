import type { Entities, Migration } from '@stationhouse/database';
import { Organisation1700000000020 } from './migrations/organisation.js';
import { RateLimit1700000000030 } from './migrations/rate-limit.js';
import { Outside1700000000250 } from './migrations/0250-outside.js';
import { Rights1700000000260 } from './migrations/0260-rights.js';
import { Succession1700000000262 } from './migrations/0262-succession.js';
import { StaffMoves1700000000264 } from './migrations/0264-staff-moves.js';
import { ApiKeys1700000000270 } from './migrations/0270-api-keys.js';
import { PublicPages1700000000850 } from './migrations/0850-public.js';
import { Localities1700000000266 } from './migrations/0266-localities.js';
import { RefreshSuccession1700000000255 } from './migrations/0255-refresh-succession.js';
import { OutsidePersonRow, OutsideUnitRow } from './outside/entities.js';
import { Account, Bureau, Membership, Post, Shift, ShiftOfficer, Station, Team } from './organisation/entities.js';

/** The entity classes of this library. */
export const accessEntities: Entities = [Bureau, Station, Team, Post, Account, Membership, Shift, ShiftOfficer, OutsideUnitRow, OutsidePersonRow];

/** The migrations of this library; they come after those of libs/audit. */
export const accessMigrations: readonly Migration[] = [Organisation1700000000020, RateLimit1700000000030, Outside1700000000250, RefreshSuccession1700000000255, Rights1700000000260, Succession1700000000262, StaffMoves1700000000264, Localities1700000000266, ApiKeys1700000000270, PublicPages1700000000850];
