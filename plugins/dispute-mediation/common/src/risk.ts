import { text, type Bilingual } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { objectsOf, wordsOf } from '@stationhouse/workflow/json';

/** Risk of a dispute, lowest first. */
export const RISKS = ['blue', 'yellow', 'orange', 'red'] as const;
export type Risk = (typeof RISKS)[number];

/** What goes at once to the duty commander (DOMAIN §2). */
export const DANGERS: readonly string[] = ['threats', 'weapon', 'stalking', 'domesticViolence', 'selfHarm'];

/** Circumstances that an officer ticks and the rules read. None of them is who somebody is, what they believe, or that they complained. */
export const SIGNS: readonly string[] = ['injury', 'grudge', 'crowd', 'livelihood', 'volatile', 'broken', 'vulnerable'];

/** Where a dispute that nobody reported was found: proactive screening (排查). */
export const SCREENED: readonly string[] = ['gridWorker', 'buildingLead', 'community', 'patrol'];

/** What the rules look at: the dispute's data with what the grading adds. */
export interface RiskFacts {
  readonly origin?: string | undefined;
  readonly dangers: readonly string[];
  readonly signs: readonly string[];
  readonly recurrences: number;
  /** As it stands; raised by one with each recurrence. */
  readonly risk?: Risk | undefined;
  readonly minor: boolean;
}

/** One rule of grading. */
export interface RiskRule {
  readonly key: string;
  /** What it sets, at least. */
  risk(facts: RiskFacts): Risk;
  readonly title: Bilingual;
  /** P: practice of the reports; D: the product's own default. */
  readonly source: 'P' | 'D' | '1333+N';
  /** Which dangers and signs it holds for; for a rule that reads neither, whether it holds. */
  reads(facts: RiskFacts): readonly string[] | boolean;
}

const ticked = (wanted: string) => ({ signs }: RiskFacts) => signs.filter((sign) => sign === wanted);

/** The rules, each named, so that a grading says which of them set it. Of those that hold the highest counts; where none does, the last two. */
export const RISK_RULES: readonly RiskRule[] = [
  { key: 'danger', risk: () => 'red', source: 'P', title: text('有人身危险，可能引发命案或极端事件', 'Somebody is in danger: it could turn deadly or extreme'), reads: ({ dangers }) => dangers.filter((danger) => DANGERS.includes(danger)) },
  { key: 'violentGrudge', risk: () => 'red', source: 'D', title: text('积怨已久且已动手', 'A long grudge that has come to blows'), reads: ({ signs }) => (signs.includes('injury') && signs.includes('grudge') ? ['injury', 'grudge'] : []) },
  { key: 'violence', risk: () => 'orange', source: 'P', title: text('已动手或有人受伤，可能激化', 'It came to blows: it could escalate'), reads: ticked('injury') },
  { key: 'crowd', risk: () => 'orange', source: 'P', title: text('多人聚集，可能激化', 'Many are gathering: it could escalate'), reads: ticked('crowd') },
  { key: 'grudge', risk: () => 'orange', source: 'D', title: text('积怨已久', 'A long grudge'), reads: ticked('grudge') },
  { key: 'livelihood', risk: () => 'orange', source: 'D', title: text('金额大，影响基本生活', 'So much is at stake that somebody’s livelihood is'), reads: ticked('livelihood') },
  { key: 'volatile', risk: () => 'orange', source: 'D', title: text('酗酒或情绪失控', 'Somebody is drunk or beside themselves'), reads: ticked('volatile') },
  { key: 'broken', risk: () => 'orange', source: 'D', title: text('已达成的协议不履行', 'An agreement was not kept'), reads: ticked('broken') },
  { key: 'recurred', risk: ({ risk }) => higher(risk ?? 'orange', 'orange'), source: '1333+N', title: text('反复的纠纷上调一级', 'A dispute that came back is graded up'), reads: ({ recurrences }) => recurrences > 0 },
  { key: 'vulnerable', risk: () => 'yellow', source: 'D', title: text('涉未成年人、老人、孕妇等', 'A child, an elder or somebody else who needs care is concerned'), reads: (facts) => facts.minor || ticked('vulnerable')(facts) },
  { key: 'earlySign', risk: () => 'blue', source: 'P', title: text('排查发现的苗头，尚无激化情形', 'An early sign found by screening, nothing worse yet'), reads: ({ origin }) => origin !== undefined && SCREENED.includes(origin) },
  { key: 'ordinary', risk: () => 'yellow', source: 'P', title: text('一般纠纷', 'An ordinary dispute'), reads: () => true },
];
/** The rules that speak only where no other does. */
const OTHERWISE: readonly string[] = ['earlySign', 'ordinary'];

/** A rule that holds, what it sets, and the dangers and signs it holds for. */
export interface RiskReason {
  readonly rule: RiskRule;
  readonly risk: Risk;
  readonly facts: readonly string[];
}

/** What the rules suggest, and every rule that holds, those that set the risk first. A person decides. */
export function suggestRisk(facts: RiskFacts): { readonly risk: Risk; readonly reasons: readonly RiskReason[] } {
  const holding = RISK_RULES.flatMap((rule): RiskReason[] => {
    const read = rule.reads(facts);
    return read === true || (read !== false && read.length > 0) ? [{ rule, risk: rule.risk(facts), facts: read === true ? [] : read }] : [];
  });
  const [first] = holding.filter(({ rule }) => OTHERWISE.includes(rule.key));
  const spoken = holding.filter(({ rule }) => !OTHERWISE.includes(rule.key));
  const reasons = (spoken.length > 0 || first === undefined ? spoken : [first]).toSorted((left, right) => RISKS.indexOf(right.risk) - RISKS.indexOf(left.risk));
  return { risk: reasons[0]?.risk ?? 'yellow', reasons };
}

/** The facts of a dispute's data, with what an answer of grading adds. */
export function riskFacts(data: JsonObject, answer: JsonObject = {}): RiskFacts {
  const { origin, recurrences, risk } = data;
  return {
    origin: typeof origin === 'string' ? origin : undefined,
    dangers: [...new Set([...wordsOf(data['dangers']), ...wordsOf(answer['dangers'])])],
    signs: wordsOf(answer['signs'] ?? data['signs']),
    recurrences: typeof recurrences === 'number' ? recurrences : 0,
    risk: RISKS.find((one) => one === risk),
    minor: objectsOf(data['parties']).some((party) => party['minor'] === true),
  };
}

/** One grade higher; red stays red, and what is no grade counts as an ordinary dispute. */
export function raisedRisk(risk: string): Risk {
  const index = RISKS.indexOf(risk as Risk);
  return RISKS[Math.min((index === -1 ? RISKS.indexOf('yellow') : index) + 1, RISKS.length - 1)] ?? 'red';
}

/** True when a person graded a dispute lower than a rule says, which wants a reason; caution wants none, nor does an ordinary dispute that is taken for an early sign. */
export function gradedLower(data: JsonObject, answer: JsonObject): boolean {
  const graded = RISKS.indexOf(answer['risk'] as Risk);
  const { risk, reasons } = suggestRisk(riskFacts(data, answer));
  return graded !== -1 && graded < RISKS.indexOf(risk) && reasons.some(({ rule }) => !OTHERWISE.includes(rule.key));
}

function higher(one: Risk, other: Risk): Risk {
  return RISKS.indexOf(one) > RISKS.indexOf(other) ? one : other;
}
