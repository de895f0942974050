import 'reflect-metadata';
import type { Permission } from '../permissions/permission.js';

const ACCESS = Symbol.for('stationhouse:access');

/** Who may call an operation, as its decorator says. */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'signedIn'; readonly whileRestricted: boolean; readonly whileLocked: boolean; readonly byKey: boolean }
  | { readonly kind: 'requires'; readonly permission: string; readonly anyStation: boolean; readonly record: string | undefined };

/**
 * Asks for a permission at the unit the operation names: its argument (or path parameter) `stationId`, else every one
 * of `stationIds`, else `bureauId`. Without the permission a unit the caller cannot see answers exactly as one that
 * does not exist; one it can see answers FORBIDDEN.
 * @param options.anyStation for an operation on a bureau whose handler narrows by itself with
 *   `gate.require(permission, unit)`: holding it at the bureau or at any one of its stations lets the caller in
 * @param options.record the argument (or path parameter) that names the one record the operation reads: an access grant
 *   to that record is then enough
 */
export function Requires(permission: Permission | string, options: { anyStation?: boolean; record?: string } = {}): MethodDecorator {
  const id = typeof permission === 'string' ? permission : permission.id;
  return rule({ kind: 'requires', permission: id, anyStation: options.anyStation ?? false, record: options.record });
}

/**
 * For operations about the caller itself, or on what everybody signed in may know.
 * @param options.byKey also for an API key: what it tells is no secret of the person's
 * @param options.whileLocked also while the session is locked, to a covered screen: it may tell that something waits, and nothing of what
 * @param options.whileRestricted also before the initial password is changed or a required second factor is enrolled
 */
export function SignedIn(options: { whileRestricted?: boolean; whileLocked?: boolean; byKey?: boolean } = {}): MethodDecorator {
  return rule({ kind: 'signedIn', whileRestricted: options.whileRestricted ?? false, whileLocked: options.whileLocked ?? false, byKey: options.byKey ?? false });
}

/** Open to everybody, spelled out: sign-in, health, metrics. */
export function Public(): MethodDecorator {
  return rule({ kind: 'public' });
}

function rule(value: AccessRule): MethodDecorator {
  return (_target, name, descriptor) => {
    const method: unknown = descriptor.value;
    if (typeof method !== 'function') throw new Error(`${String(name)} is not a method.`);
    if (accessRuleOf(method) !== undefined) throw new Error(`${String(name)} names its access twice.`);
    Reflect.defineMetadata(ACCESS, value, method);
  };
}

/** The rule a method carries; undefined means that it is refused. */
export function accessRuleOf(method: object): AccessRule | undefined {
  return Reflect.getMetadata(ACCESS, method) as AccessRule | undefined;
}
