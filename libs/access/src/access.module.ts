import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ContactBoardsResolver } from './contact-boards/contact-boards.resolver.js';
import { DutyResolver } from './duty/duty.resolver.js';
import { AccessGuard } from './guard/access.guard.js';
import { TenantGate } from './guard/tenant-gate.js';
import { AccountsResolver } from './organisation/accounts.resolver.js';
import { MembersResolver } from './organisation/members.resolver.js';
import { BureauResolver, OrganisationResolver } from './organisation/organisation.resolver.js';
import { ApiKeysResolver } from './keys/api-keys.resolver.js';
import { OutsideResolver } from './outside/outside.resolver.js';
import { apiKeyPermissions } from './permissions/api-keys.js';
import { accessPermissions } from './permissions/catalogue.js';
import { PermissionRegistry, type Permission } from './permissions/permission.js';
import { rightsPermissions } from './permissions/rights.js';
import { AuditResolver } from './record/audit.resolver.js';
import { Sessions } from './request/sessions.js';
import { RecordSights } from './rights/record-sights.js';
import { RightsResolver } from './rights/rights.resolver.js';
import { AccountKeys } from './sign-in/account-keys.js';
import { AuthController } from './sign-in/auth.controller.js';
import { ACCESS_SETTINGS, type AccessSettings } from './sign-in/settings.js';
import { SignIn } from './sign-in/sign-in.js';
import { RequestTurns } from './turns/request-turns.js';

/** Access for one surface of a composition: the global guard and sign-in, and inside the organisation, duty and the audit list. Needs a global `Database`. */
@Module({})
export class AccessModule {
  /** @param options.permissions those of every library and plugin; this library's own are added */
  static forRoot(options: { permissions: readonly Permission[]; settings: AccessSettings }): DynamicModule {
    const { surface } = options.settings;
    const registry = new PermissionRegistry([...new Set([...accessPermissions, ...rightsPermissions, ...apiKeyPermissions, ...options.permissions])], surface);
    const resolvers = [OrganisationResolver, BureauResolver, MembersResolver, AccountsResolver, DutyResolver, AuditResolver, OutsideResolver, RightsResolver, ContactBoardsResolver, ApiKeysResolver];
    const shared = [TenantGate, RequestTurns, Sessions, RecordSights, { provide: PermissionRegistry, useValue: registry }, { provide: ACCESS_SETTINGS, useValue: options.settings }];
    return {
      module: AccessModule,
      global: true,
      controllers: [AuthController],
      providers: [...shared, { provide: APP_GUARD, useClass: AccessGuard }, SignIn, AccountKeys, ...(surface === 'internal' ? resolvers : [])],
      exports: [AccountKeys, RecordSights, TenantGate, Sessions, PermissionRegistry, ACCESS_SETTINGS],
    };
  }
}
