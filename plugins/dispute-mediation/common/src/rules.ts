import { text } from '@stationhouse/kernel';
import type { Json, JsonObject, Rules } from '@stationhouse/workflow';

/** Risk of a dispute, lowest first. */
export const RISKS = ['blue', 'yellow', 'orange', 'red'] as const;
export type Risk = (typeof RISKS)[number];

/**
 * Reasons for which the police must not mediate (公通字[2007]81号; procedure rules 178–186, to be checked against the 2026
 * revision). Domestic violence is a danger first, and never mediated away: {@link DANGERS}.
 */
export const EXCLUSIONS: readonly string[] = ['hiredViolence', 'gangFight', 'provocation', 'repeatViolation', 'consentRefused', 'newViolation', 'suspectFled', 'otherwise'];

/** What goes at once to the duty commander (DOMAIN §2). */
export const DANGERS: readonly string[] = ['threats', 'weapon', 'stalking', 'domesticViolence', 'selfHarm'];

/** What the agreement says of a party. */
const ON_PAPER: readonly string[] = ['name', 'phone', 'role', 'minor', 'guardian'];

/** A dispute that came back this often is a difficult one. */
const OFTEN = 2;

/** One grade higher; red stays red, and what is no grade counts as an ordinary dispute. */
export function raisedRisk(risk: string): Risk {
  const index = RISKS.indexOf(risk as Risk);
  return RISKS[Math.min((index === -1 ? RISKS.indexOf('yellow') : index) + 1, RISKS.length - 1)] ?? 'red';
}

/** True when the grading found a reason against mediation. */
function exclusions(data: JsonObject): boolean {
  return listOf(data['unsuitable']).some((reason) => typeof reason === 'string' && EXCLUSIONS.includes(reason));
}

/** True when somebody is in danger. */
function hasDanger(data: JsonObject): boolean {
  return listOf(data['dangers']).some((danger) => typeof danger === 'string' && DANGERS.includes(danger));
}

/** True for domestic violence: warning letter and protection order in the place of mediation. */
function isDomesticViolence(data: JsonObject): boolean {
  return listOf(data['dangers']).includes('domesticViolence');
}

/** True for a dispute (疑难纠纷) that several leaders assess together: likely to escalate, beyond the station, or back again and again. */
function isDifficult(data: JsonObject): boolean {
  const { risk, level, recurrences } = data;
  return risk === 'red' || risk === 'orange' || level === 'units' || level === 'departments' || (typeof recurrences === 'number' && recurrences >= OFTEN);
}

/** True when a party is under 18: the guardian must attend. */
function hasMinor(data: JsonObject): boolean {
  return listOf(data['parties']).some((party) => typeof party === 'object' && party !== null && (party as JsonObject)['minor'] === true);
}

/** The parties as they stand on the agreement: what they said while it was mediated is none of the paper's. */
function signatories(data: JsonObject): Json {
  return listOf(data['parties']).map((party) => Object.fromEntries(Object.entries(party as JsonObject).filter(([key]) => ON_PAPER.includes(key))));
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The named rules of this plugin, for guards and `set`; pure, so that the browser runs them too. */
export const rules: Rules = {
  exclusions: { signature: '(data): bool', title: text('有不适用调解的情形', 'Must not be mediated'), because: '公通字[2007]81号', evaluate: exclusions },
  hasMinor: { signature: '(data): bool', title: text('当事人有未成年人', 'A party is under 18'), evaluate: hasMinor },
  hasDanger: { signature: '(data): bool', title: text('有人身危险', 'Somebody is in danger'), because: '分局规定', evaluate: hasDanger },
  isDomesticViolence: { signature: '(data): bool', title: text('涉家庭暴力', 'Domestic violence'), because: '反家庭暴力法', evaluate: isDomesticViolence },
  signatories: { signature: '(data): list<dyn>', title: text('协议书上的当事人', 'The parties as the agreement names them'), evaluate: signatories },
  isDifficult: { signature: '(data): bool', title: text('疑难纠纷', 'A difficult dispute'), because: '分局规定', evaluate: isDifficult },
  raisedRisk: { signature: '(string): string', title: text('风险等级上调一级', 'Risk raised by one grade'), evaluate: raisedRisk },
};
