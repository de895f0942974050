import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { badInput, parseText, text } from '@stationhouse/kernel';
import type { AccessSettings } from './settings.js';

const SHORTEST = 10;
const LONGEST = 128;

/** Without letters and digits that look alike: these are read aloud and typed once. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Passwords, hashed with Argon2id. */
export class Passwords {
  /** Verified in place of a hash that does not exist, so that an unknown login costs what a known one does. */
  private readonly nobody: Promise<string>;

  constructor(private readonly cost: AccessSettings['passwordCost']) {
    this.nobody = this.hash(initialPassword());
  }

  hash(password: string): Promise<string> {
    // Argon2id is the library's default algorithm.
    return hash(password, { memoryCost: this.cost.memoryKibibytes, timeCost: this.cost.passes, parallelism: 1 });
  }

  /** True when the password fits. Without a hash it does the same work and answers false. */
  async fits(password: string, stored: string | undefined): Promise<boolean> {
    const fits = await verify(stored ?? (await this.nobody), password.slice(0, LONGEST));
    return fits && stored !== undefined && password.length <= LONGEST;
  }
}

/** A password to hand over once: some 79 bits in four groups. */
export function initialPassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/**
 * Checks a password somebody chose: length, not the login, not the old one, not one character or run.
 * @throws StationhouseError BAD_INPUT naming `newPassword`
 */
export function parseNewPassword(password: string, login: string, current: string | undefined): string {
  parseText(password, 'newPassword', LONGEST);
  if ([...password].length < SHORTEST) throw refused(text(`密码至少 ${SHORTEST} 个字符。`, `A password has at least ${SHORTEST} characters.`));
  const lowered = password.toLowerCase();
  if (lowered.includes(login.toLowerCase())) throw refused(text('密码不能包含登录名。', 'A password does not contain the login.'));
  if (password === current) throw refused(text('新密码不能与原密码相同。', 'The new password must differ from the old one.'));
  if (isRun(lowered)) throw refused(text('密码过于简单，请勿使用连续或重复的字符。', 'This password is too easy to guess: avoid runs and repeated characters.'));
  return password;
}

/** `aaaaaaaaaa`, `1234567890`, `abababababab`: few distinct characters, or steps all alike. */
function isRun(password: string): boolean {
  const codes = [...password].map((character) => character.codePointAt(0) ?? 0);
  if (new Set(codes).size < 4) return true;
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
  return steps.size === 1 || '12345678901234567890'.includes(password) || 'qwertyuiopasdfghjklzxcvbnm'.includes(password);
}

function refused(message: Parameters<typeof badInput>[1]) {
  return badInput('newPassword', message);
}
