import { PATH_METADATA, METHOD_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { accessRuleOf, type AccessRule } from '../guard/decorators.js';
import type { PermissionRegistry } from '../permissions/permission.js';
import { ROLES } from '../permissions/roles.js';

/** One operation of the API and who may call it. */
export interface OperationRow {
  /** `Query.incidents`, `Mutation.grantRole`, `Subscription.changes`, `POST /auth/sign-in`. */
  readonly operation: string;
  /** `public`, `signed in`, or the id of a permission. */
  readonly access: string;
  /** The roles that may call it at their own unit; with `*` also in every station of their bureau. */
  readonly roles: readonly string[];
}

const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVER_NAME = 'graphql:resolver_name';
const ROOTS: ReadonlySet<unknown> = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * Who may do what, from the decorators of every resolver and controller of a running composition and the role
 * catalogue; sorted by operation. An operation without a rule appears as `refused`, one whose permission nobody
 * declared throws.
 */
export function roleOperationMatrix(modules: ModulesContainer, registry: PermissionRegistry): OperationRow[] {
  const rows = new Map<string, OperationRow>();
  for (const module of modules.values()) {
    for (const { instance } of [...module.providers.values(), ...module.controllers.values()]) {
      if (typeof instance !== 'object' || instance === null) continue;
      for (const [operation, method] of operationsOf(instance)) rows.set(operation, row(operation, accessRuleOf(method), registry));
    }
  }
  return [...rows.values()].sort((left, right) => (left.operation < right.operation ? -1 : 1));
}

/** The matrix as Markdown: one line per operation, one column per role, for a committed file. */
export function matrixMarkdown(rows: readonly OperationRow[]): string {
  const internal = ROLES.filter((role) => !role.external);
  const external = ROLES.filter((role) => role.external);
  const head = ['Operation', 'Access', ...internal.map((role) => role.id)];
  const mark = (operation: OperationRow, role: string) => {
    if (operation.access === 'public' || operation.access === 'signed in') return '●';
    if (operation.roles.includes(`${role}*`)) return '●*';
    return operation.roles.includes(role) ? '●' : '';
  };
  const lines = rows.map((operation) => [`\`${operation.operation}\``, operation.access, ...internal.map((role) => mark(operation, role.id))]);
  const table = [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`);
  return [
    '# Roles and operations',
    '',
    'Generated from the decorators of every resolver and route and from the role catalogue. ● at the role’s own unit, ●* also in every station of its bureau.',
    `Roles outside the police network (${external.map((role) => role.id).join(', ')}) may call only what is public or open to everybody signed in.`,
    '',
    ...table,
    '',
  ].join('\n');
}

function* operationsOf(instance: object): Generator<[operation: string, method: object]> {
  const controllerPath: unknown = Reflect.getMetadata(PATH_METADATA, instance.constructor);
  for (const method of methodsOf(instance)) {
    const root: unknown = Reflect.getMetadata(RESOLVER_TYPE, method);
    if (ROOTS.has(root)) yield [`${String(root)}.${String(Reflect.getMetadata(RESOLVER_NAME, method) ?? method.name)}`, method];
    const verb: unknown = Reflect.getMetadata(METHOD_METADATA, method);
    const path: unknown = Reflect.getMetadata(PATH_METADATA, method);
    if (typeof verb !== 'number' || path === undefined) continue;
    for (const route of routes(controllerPath, path)) yield [`${RequestMethod[verb] ?? verb} ${route}`, method];
  }
}

function methodsOf(instance: object): ((...args: never[]) => unknown)[] {
  const found = new Map<string, (...args: never[]) => unknown>();
  for (let prototype: unknown = Object.getPrototypeOf(instance); typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof value === 'function' && name !== 'constructor' && !found.has(name)) found.set(name, value as (...args: never[]) => unknown);
    }
  }
  return [...found.values()];
}

function routes(controllerPath: unknown, methodPath: unknown): string[] {
  const list = (path: unknown): string[] => (Array.isArray(path) ? path.map(String) : [String(path ?? '')]);
  return list(controllerPath).flatMap((prefix) => list(methodPath).map((path) => `/${prefix}/${path}`.replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '')));
}

function row(operation: string, rule: AccessRule | undefined, registry: PermissionRegistry): OperationRow {
  if (rule === undefined) return { operation, access: 'refused', roles: [] };
  if (rule.kind === 'public') return { operation, access: 'public', roles: [] };
  if (rule.kind === 'signedIn') return { operation, access: 'signed in', roles: [] };
  const permission = registry.get(rule.permission);
  const reaches = (scope: string) => (scope === 'BUREAU' && permission.reachesStations === true ? '*' : '');
  const roles = ROLES.filter((role) => !role.external && permission.defaultRoles.includes(role.id)).map((role) => `${role.id}${reaches(role.scope)}`);
  return { operation, access: permission.id, roles };
}
