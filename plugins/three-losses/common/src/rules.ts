import { text } from '@stationhouse/kernel';
import type { Rules } from '@stationhouse/workflow';
import { saysTooMuch } from './broadcast.js';
import { claimedBy, claimedPlace, reporterKey, sightOf, withAccount, withClaim, withClue, withContact, withCorrection, withFindings, withHealth, withNeighbour } from './record.js';
import { propertyRules } from './property/rules.js';
import { tipRules } from './tips.js';
import { isMinor, neighbourly, noPoster, reasonsWith, towardsWater, urgencyOf, urgencyReasons, urgencyWith, stillUnasked, withPerson, withRisks } from './urgency.js';

/** The named rules of this plugin, for guards and `set`; pure, so that the browser runs them too. `dyn` is the answer of the form at hand. */
export const rules: Rules = {
  reporterKey: { signature: '(data): string', title: text('报告人电话的数字', "The digits of the reporter's phone"), evaluate: reporterKey },
  urgencyOf: { signature: '(data): string', title: text('紧急程度', 'How urgent'), evaluate: urgencyOf },
  urgencyReasons: { signature: '(data): list<dyn>', title: text('紧急依据', 'Why so urgent'), evaluate: (data) => [...urgencyReasons(data)] },
  urgencyWith: { signature: '(data, dyn): string', title: text('补充后的紧急程度', 'How urgent with what was learnt'), evaluate: urgencyWith },
  reasonsWith: { signature: '(data, dyn): list<dyn>', title: text('补充后的紧急依据', 'Why, with what was learnt'), evaluate: (data, answer) => [...reasonsWith(data, answer)] },
  isMinor: { signature: '(data): bool', title: text('走失人是未成年人', 'The person is under 18'), because: '未成年人保护法', evaluate: isMinor },
  towardsWater: { signature: '(data): bool', title: text('指向水域', 'It points to water'), evaluate: towardsWater },
  noPoster: { signature: '(data): bool', title: text('不得制作启事', 'No poster may be made'), evaluate: noPoster },
  stillUnasked: { signature: '(data, dyn): list<dyn>', title: text('仍待问清的内容', 'What still has to be asked'), evaluate: (data, answer) => [...stillUnasked(data, answer)] },
  saysTooMuch: { signature: '(data, dyn): bool', title: text('广播词说得过多', 'The words of the broadcast say too much'), evaluate: saysTooMuch },
  withPerson: { signature: '(data, dyn): dyn', title: text('补充后的走失人', 'The person with what was learnt'), evaluate: withPerson },
  withRisks: { signature: '(data, dyn): list<dyn>', title: text('补充后的风险', 'The dangers with those that were learnt'), evaluate: (data, answer) => [...withRisks(data, answer)] },
  withAccount: { signature: '(data, dyn): string', title: text('补充后的走失经过', 'What happened, as it is known now'), evaluate: withAccount },
  withHealth: { signature: '(data, dyn): string', title: text('补充后的健康状况', 'Their health, as it is known now'), evaluate: withHealth },
  withCorrection: { signature: '(data, dyn, Moment): list<dyn>', title: text('加上本次更正', 'The corrections with this one'), evaluate: withCorrection },
  withClue: { signature: '(data, dyn, Moment): list<dyn>', title: text('加上本条线索', 'The clues with this one'), evaluate: withClue },
  withClaim: { signature: '(data, dyn, Moment): list<dyn>', title: text('加上本次报告', 'Who says they found them, with this one'), evaluate: withClaim },
  neighbourly: { signature: '(data): bool', title: text('可请邻所和分局协查', 'Neighbours may be asked'), evaluate: neighbourly },
  withNeighbour: { signature: '(data, dyn, Moment): list<dyn>', title: text('加上本次协查答复', 'What neighbours answered, with this one'), evaluate: withNeighbour },
  claimedPlace: { signature: '(data, dyn): string', title: text('找到地点', 'Where they were found'), evaluate: claimedPlace },
  claimedBy: { signature: '(data): string', title: text('怎样找到', 'How they were found'), evaluate: claimedBy },
  withContact: { signature: '(data, dyn): dyn', title: text('补充家属电话', "The person with the family's phone"), evaluate: withContact },
  withFindings: { signature: '(data, dyn): string', title: text('各次回访情况', 'What the visits found'), evaluate: withFindings },
  ...propertyRules,
  ...tipRules,
  sightOf: { signature: '(data): string', title: text('可供辨认的样子', 'What can be seen of them'), evaluate: sightOf },
};
