import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import { StationhouseError, text } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';
import type { GraphQLResolveInfo } from 'graphql';
import { PermissionRegistry } from '../permissions/permission.js';
import { currentRequest } from '../request/context.js';
import { refuseCrossSite } from '../request/http.js';
import { ACCESS_SETTINGS, type AccessSettings } from '../sign-in/settings.js';
import { accessRuleOf } from './decorators.js';
import { forbidden, refuseRestricted, requireInScope } from './require.js';
import { scopeOf } from './scope.js';

/** The one guard, global: an operation without a rule is refused, a REST request that another site caused as well. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(ACCESS_SETTINGS) private readonly settings: Pick<AccessSettings, 'publicUrl'>,
    private readonly registry: PermissionRegistry,
  ) {}

  canActivate(execution: ExecutionContext): boolean {
    if (isNestedField(execution)) return true;
    if (execution.getType() === 'http') refuseCrossSite(execution.switchToHttp().getRequest<FastifyRequest>(), this.settings.publicUrl);
    const rule = accessRuleOf(execution.getHandler());
    if (rule === undefined) {
      throw new StationhouseError('FORBIDDEN', text('此操作没有声明访问权限，因此被拒绝。', 'This operation declares no access rule, so it is refused.'));
    }
    if (rule.kind === 'public') return true;
    // Routes of the other surface are not mounted; should one ever be, nobody can hold what it asks for.
    if (rule.kind === 'requires' && !this.registry.has(rule.permission)) throw forbidden();
    const request = currentRequest();
    const session = request.signedIn;
    if (rule.kind === 'requires' || !rule.whileRestricted) refuseRestricted(session);
    if (rule.kind === 'requires') requireInScope(request, rule.permission, scopeOf(argumentsOf(execution)), rule.anyStation);
    return true;
  }
}

/** Fields below an operation were reached through it; what they show is masked in one place (masking/). */
function isNestedField(execution: ExecutionContext): boolean {
  if (execution.getType<GqlContextType>() !== 'graphql') return false;
  const info = GqlExecutionContext.create(execution).getInfo<GraphQLResolveInfo>();
  const { schema, parentType } = info;
  return ![schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some((root) => root?.name === parentType.name);
}

function argumentsOf(execution: ExecutionContext): Record<string, unknown> {
  if (execution.getType<GqlContextType>() === 'graphql') return GqlExecutionContext.create(execution).getArgs();
  return execution.switchToHttp().getRequest<{ params?: Record<string, unknown> }>().params ?? {};
}
