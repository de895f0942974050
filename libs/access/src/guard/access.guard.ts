import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import { isId, parseId, StationhouseError, text } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';
import type { GraphQLResolveInfo } from 'graphql';
import { PermissionRegistry } from '../permissions/permission.js';
import { currentRequest, findRequest, type Session } from '../request/context.js';
import { refuseCrossSite } from '../request/http.js';
import { ACCESS_SETTINGS, type AccessSettings } from '../sign-in/settings.js';
import { accessRuleOf, type AccessRule } from './decorators.js';
import { forbidden, refuseRestricted, requireInScope } from './require.js';
import { scopeOf } from './scope.js';
import { TenantGate } from './tenant-gate.js';

/** The one guard, global: an operation without a rule is refused, a REST request that another site caused as well. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(ACCESS_SETTINGS) private readonly settings: Pick<AccessSettings, 'publicUrl'>,
    private readonly registry: PermissionRegistry,
    private readonly gate: TenantGate,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (isNestedField(execution)) return true;
    // A key comes with the program that sends it, never with a browser by itself.
    if (execution.getType() === 'http' && findRequest()?.session?.key === undefined) refuseCrossSite(execution.switchToHttp().getRequest<FastifyRequest>(), this.settings.publicUrl);
    const rule = accessRuleOf(execution.getHandler());
    if (rule === undefined) {
      throw new StationhouseError('FORBIDDEN', text('此操作没有声明访问权限，因此被拒绝。', 'This operation declares no access rule, so it is refused.'));
    }
    if (rule.kind === 'public') return true;
    // Routes of the other surface are not mounted; should one ever be, nobody can hold what it asks for.
    if (rule.kind === 'requires' && !this.registry.has(rule.permission)) throw forbidden();
    const session = rule.kind === 'signedIn' && rule.whileLocked ? currentRequest().signedInEvenLocked : currentRequest().signedIn;
    if (session.key !== undefined) refuseBeyondKey(session.key, rule, readingOf(execution) !== undefined);
    if (rule.kind === 'requires' || !rule.whileRestricted) refuseRestricted(session);
    if (rule.kind === 'requires') await this.enter(execution, rule);
    return true;
  }

  private async enter(execution: ExecutionContext, rule: Extract<AccessRule, { kind: 'requires' }>): Promise<void> {
    const args = argumentsOf(execution);
    const scope = scopeOf(args);
    const recordId = rule.record === undefined || !isId(args[rule.record]) ? undefined : parseId(args[rule.record], rule.record);
    requireInScope(currentRequest(), rule.permission, scope, rule.anyStation, recordId);
    for (const stationId of scope.stationIds) {
      const grantId = currentRequest().abilities.grantFor(rule.permission, { stationId }, recordId);
      if (grantId === undefined) continue;
      const operation = readingOf(execution);
      if (operation === undefined) throw forbidden();
      await this.gate.noteOpening(stationId, grantId, operation, recordId);
    }
  }
}

/** A key reads, unless it was made to change things; what is about the person it does only where that is said. */
function refuseBeyondKey(key: NonNullable<Session['key']>, rule: Exclude<AccessRule, { kind: 'public' }>, reads: boolean): void {
  if (rule.kind === 'signedIn' && !rule.byKey) throw new StationhouseError('FORBIDDEN', text('此操作须本人登录，不能用接口密钥。', 'This is for the person: sign in. An API key cannot do it.'));
  if (!reads && !key.mayChange) throw new StationhouseError('FORBIDDEN', text('此密钥只读，不能执行修改。', 'This API key only reads: it changes nothing.'));
}

/** The name of an operation that only reads; undefined for one that may change something, which no access grant opens. */
function readingOf(execution: ExecutionContext): string | undefined {
  if (execution.getType<GqlContextType>() === 'graphql') {
    const { schema, parentType, fieldName } = GqlExecutionContext.create(execution).getInfo<GraphQLResolveInfo>();
    return parentType.name === schema.getMutationType()?.name ? undefined : fieldName;
  }
  const { method, routeOptions } = execution.switchToHttp().getRequest<FastifyRequest>();
  return method === 'GET' ? routeOptions.url : undefined;
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
