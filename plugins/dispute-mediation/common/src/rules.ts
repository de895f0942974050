import { text, type Bilingual } from '@stationhouse/kernel';
import type { JsonObject, Rules } from '@stationhouse/workflow';
import { wordsOf } from '@stationhouse/workflow/json';
import { consentRefused, guardianUnnamed, hasMinor, signatories, withParty } from './parties.js';
import { DANGERS, gradedLower, raisedRisk, riskFacts, suggestRisk } from './risk.js';
import { agreementSigners, agreementText, everyoneConsents, everyoneSigned, guardiansSigned } from './signing.js';

/**
 * Reasons for which the police must not mediate, each with its clause: 公安机关办理行政案件程序规定 179, and 公通字[2007]81号; to be checked against
 * the 2026 revisions. Domestic violence is a danger first, and never mediated away: {@link DANGERS}.
 */
export const EXCLUSIONS: Readonly<Record<string, Bilingual>> = {
  hiredViolence: text('程序规定第179条第（一）项', 'Procedure rules 179 (1)'),
  gangFight: text('程序规定第179条第（二）项', 'Procedure rules 179 (2)'),
  provocation: text('程序规定第179条第（二）项', 'Procedure rules 179 (2)'),
  repeatViolation: text('程序规定第179条第（三）项', 'Procedure rules 179 (3)'),
  consentRefused: text('程序规定第179条第（四）项', 'Procedure rules 179 (4)'),
  newViolation: text('程序规定第179条第（五）项', 'Procedure rules 179 (5)'),
  suspectFled: text('程序规定第179条第（六）项', 'Procedure rules 179 (6)'),
  otherwise: text('程序规定第179条第（七）项', 'Procedure rules 179 (7)'),
};

/** A dispute that came back this often is a difficult one. */
const OFTEN = 2;

/** True when there is a reason against mediation: ticked, or a party has said no. */
function exclusions(data: JsonObject): boolean {
  return consentRefused(data) || wordsOf(data['unsuitable']).some((reason) => Object.hasOwn(EXCLUSIONS, reason));
}

const dangersOf = (data: JsonObject) => wordsOf(data['dangers']).filter((danger) => DANGERS.includes(danger));

/** True when somebody is in danger. */
function hasDanger(data: JsonObject): boolean {
  return dangersOf(data).length > 0;
}

/** True when somebody is in danger and nobody has dealt with that yet. */
function newDanger(data: JsonObject): boolean {
  const contained = wordsOf(data['contained']);
  return dangersOf(data).some((danger) => !contained.includes(danger));
}

/** The dangers known before and those reported now: domestic violence is not forgotten because something else was reported after it. */
function allDangers(data: JsonObject, answer: JsonObject): readonly string[] {
  return [...new Set([...wordsOf(data['dangers']), ...wordsOf(answer['dangers'])])];
}

/** The dangers that were dealt with, without those seen again at a safety visit. */
function stillContained(data: JsonObject, answer: JsonObject): readonly string[] {
  const again = wordsOf(answer['dangers']);
  return wordsOf(data['contained']).filter((danger) => !again.includes(danger));
}

/** True for domestic violence: warning letter and protection order in the place of mediation. */
function isDomesticViolence(data: JsonObject): boolean {
  return wordsOf(data['dangers']).includes('domesticViolence');
}

/** True for a dispute (疑难纠纷) that several leaders assess together: likely to escalate, beyond the station, or back again and again. */
function isDifficult(data: JsonObject): boolean {
  const { risk, level, recurrences } = data;
  return risk === 'red' || risk === 'orange' || level === 'units' || level === 'departments' || (typeof recurrences === 'number' && recurrences >= OFTEN);
}

const RISK_WORDS = { red: '红色 red', orange: '橙色 orange', yellow: '黄色 yellow', blue: '蓝色 blue' } as const;
const suggested = (data: JsonObject, answer: JsonObject) => suggestRisk(riskFacts(data, answer));

/** The named rules of this plugin, for guards and `set`; pure, so that the browser runs them too. `dyn` is the answer of the form at hand. */
export const rules: Rules = {
  exclusions: { signature: '(data): bool', title: text('有不适用调解的情形', 'Must not be mediated'), because: '公通字[2007]81号', evaluate: exclusions },
  consentRefused: { signature: '(data): bool', title: text('有当事人不同意调解', 'A party does not agree to mediation'), evaluate: consentRefused },
  hasMinor: { signature: '(data): bool', title: text('当事人有未成年人', 'A party is under 18'), evaluate: hasMinor },
  guardianUnnamed: { signature: '(data): bool', title: text('未登记未成年人的监护人', 'A minor’s guardian is not named'), evaluate: guardianUnnamed },
  withParty: { signature: '(data, dyn, Moment): list<dyn>', title: text('补录后的当事人', 'The parties with what was added'), evaluate: withParty },
  signatories: { signature: '(data): list<dyn>', title: text('协议书上的当事人', 'The parties as the agreement names them'), evaluate: signatories },
  hasDanger: { signature: '(data): bool', title: text('有人身危险', 'Somebody is in danger'), because: '分局规定', evaluate: hasDanger },
  newDanger: { signature: '(data): bool', title: text('有尚未处置的人身危险', 'Somebody is in danger that nobody has dealt with'), because: '分局规定', evaluate: newDanger },
  allDangers: { signature: '(data, dyn): list<string>', title: text('已知和新报的人身危险', 'The dangers known and reported'), evaluate: allDangers },
  stillContained: { signature: '(data, dyn): list<string>', title: text('已处置且未再现的人身危险', 'The dangers dealt with and not seen again'), evaluate: stillContained },
  isDomesticViolence: { signature: '(data): bool', title: text('涉家庭暴力', 'Domestic violence'), because: '反家庭暴力法', evaluate: isDomesticViolence },
  isDifficult: { signature: '(data): bool', title: text('疑难纠纷', 'A difficult dispute'), because: '分局规定', evaluate: isDifficult },
  everyoneConsents: { signature: '(data, bool): bool', title: text('各方均同意调解', 'Every party consents'), because: '公通字[2007]81号', evaluate: everyoneConsents },
  agreementText: { signature: '(data): string', title: text('协议书文本', 'The text of the agreement'), because: '公通字[2007]81号', evaluate: agreementText },
  agreementSigners: { signature: '(data): list<dyn>', title: text('协议书签署人', 'Who signs the agreement'), because: '公通字[2007]81号', evaluate: agreementSigners },
  everyoneSigned: { signature: '(data, list<dyn>): bool', title: text('各方均已签署', 'Everybody has signed'), evaluate: everyoneSigned },
  guardiansSigned: { signature: '(data, list<dyn>): bool', title: text('监护人均已签署', 'Every guardian has signed'), evaluate: guardiansSigned },
  raisedRisk: { signature: '(string): string', title: text('风险等级上调一级', 'Risk raised by one grade'), evaluate: raisedRisk },
  suggestedRisk: { signature: '(data, dyn): string', title: text('规则建议的风险等级', 'The risk the rules suggest'), because: '分局规定', evaluate: (data: JsonObject, answer: JsonObject) => suggested(data, answer).risk },
  suggestedInWords: { signature: '(data, dyn): string', title: text('规则建议的风险等级', 'The risk the rules suggest'), evaluate: (data: JsonObject, answer: JsonObject) => RISK_WORDS[suggested(data, answer).risk] },
  riskRules: { signature: '(data, dyn): list<string>', title: text('适用的风险规则', 'The rules of risk that hold'), evaluate: (data: JsonObject, answer: JsonObject) => suggested(data, answer).reasons.map(({ rule }) => rule.key) },
  gradedLower: { signature: '(data, dyn): bool', title: text('等级低于规则建议', 'Graded lower than the rules suggest'), evaluate: gradedLower },
};
